package io.tillback.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.ErrorCode;
import io.tillback.running.StoreRoles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operators edit is what the code reads. */
class ConfigurationFilesTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path PROPERTIES = PROJECT.resolve("config/tillback.properties");
    private static final Path MANUAL = PROJECT.resolve("docs/OPERATIONS.md");
    private static final Path LIBERTY = PROJECT.resolve("config/liberty");

    @Test
    void the_properties_list_exactly_the_keys_that_are_read() throws IOException {
        assertThat(found("(?m)^#?(tillback\\.[a-z0-9.-]+)=", Files.readString(PROPERTIES)))
                .isEqualTo(Settings.keys());
    }

    @Test
    void the_properties_hold_the_defaults() throws IOException {
        Properties properties = new Properties();
        properties.load(Files.newBufferedReader(PROPERTIES));
        Map<String, String> bucket = Map.of("TILLBACK_S3_BUCKET", "snapshots");
        Map<String, String> all = new HashMap<>(bucket);
        properties.stringPropertyNames().forEach(key -> all.put(KeySource.variable(key), properties.getProperty(key)));

        assertThat(Settings.read(KeySource.ofEnvironment(all)))
                .isEqualTo(Settings.read(KeySource.ofEnvironment(bucket)));
    }

    @Test
    void the_servers_own_keys_are_known_and_no_others() throws IOException {
        String server =
                Files.readString(LIBERTY.resolve("server.xml")) + Files.readString(LIBERTY.resolve("demo/demo.xml"));
        Set<String> read = found("=\"\\$\\{(tillback\\.[a-z0-9.-]+)\\}\"", server);
        read.addAll(Set.of("tillback.serve.folder", "tillback.serve.heap"));
        Set<String> known = new TreeSet<>(Settings.SERVERS_KEYS);
        known.add("tillback.store.pool");

        assertThat(read).isEqualTo(known);
    }

    @Test
    void the_manual_quotes_the_sql_that_makes_the_roles() throws IOException {
        assertThat(Files.readString(MANUAL))
                .contains("```sql\n" + StoreRoles.text("role.sql") + "```")
                .contains("```sql\n" + StoreRoles.text("role-for-snapshots.sql") + "```");
    }

    @Test
    void the_manual_describes_every_variable_of_the_server_and_no_other() throws IOException {
        Set<String> described = found("(?m)`(TILLBACK_[A-Z0-9_]+)`(?=[^\\n]* \\| )", Files.readString(MANUAL));
        Set<String> known = new TreeSet<>();
        Settings.SERVERS_KEYS.forEach(key -> known.add(KeySource.variable(key)));
        Settings.keys().forEach(key -> known.add(KeySource.variable(key)));

        assertThat(known).containsAll(described);
        assertThat(described)
                .containsAll(
                        Settings.SERVERS_KEYS.stream().map(KeySource::variable).toList());
    }

    @Test
    void the_manual_names_only_codes_that_there_are() throws IOException {
        Set<String> codes =
                Stream.of(ErrorCode.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));

        assertThat(codes).containsAll(found("(?m)^\\| `([A-Z]+_?[A-Z_]*)`", afterHeading("## Errors")));
    }

    private static String afterHeading(String heading) throws IOException {
        String manual = Files.readString(MANUAL);
        return manual.substring(manual.indexOf(heading));
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
