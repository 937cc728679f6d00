package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Schemas, tables and columns named with every character that PostgreSQL takes, and names that look alike. */
class HostileNamesIT {
    private static final int LONGEST_NAME = 63;

    private static final List<String> NAMES = names();

    private static Engine engine;
    private static Manifest manifest;

    /** Every character of Latin-1, a sample of each Unicode plane, what paths and shells trip over, and twins. */
    private static List<String> names() {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        IntStream.concat(IntStream.rangeClosed(1, 0xff), samples()).forEach(character -> {
            String next = Character.toString(character);
            if (bytes(name + next) > LONGEST_NAME) {
                names.add(name.toString());
                name.setLength(0);
            }
            name.append(next);
        });
        names.add(name.toString());
        names.addAll(List.of(
                ".", "..", "../..", "/", "a/b", "a/../b", "\\", "%", "%2E", "%25", "%00", "a%2Fb", " ", "  ", "\n",
                "\t", "'", "\"", "\"\"", "''", "`", "$$", "$1", "?", ":p", "{}", "--", "/*", ";", "NULL", "null", "CON",
                "-rf", "~", "!"));
        names.addAll(
                List.of("name", "Name", "NAME", "caf\u00e9", "cafe\u0301", "CAF\u00c9", "\u212b", "\u00c5", "A\u030a"));
        names.addAll(
                List.of("\u00df", "ss", "\u0131", "i", "I", "\ufb01", "fi", "\u200b", "\u202eabc", "abc", "\ufeffabc"));
        names.addAll(List.of("x".repeat(LONGEST_NAME), "\u6f22".repeat(21), "\ud83d\ude00".repeat(15)));
        return names.stream().distinct().toList();
    }

    private static IntStream samples() {
        IntStream planes = IntStream.rangeClosed(0, 16)
                .flatMap(plane -> IntStream.of(0x0, 0x123, 0x8000, 0xfffd).map(offset -> (plane << 16) + offset));
        return planes.filter(character ->
                character > 0xff && (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE));
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Pairs of schema and table: each name is a schema's, a table's and a column's. */
    private static TableId table(int number) {
        return new TableId(NAMES.get((number + 1) % NAMES.size()), NAMES.get(number));
    }

    private static String column(int number) {
        return NAMES.get((number + 2) % NAMES.size());
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String quote(TableId table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    @BeforeAll
    static void take_a_snapshot_of_tables_with_every_name() throws SQLException {
        engine = Engine.on("SELECT");
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setEscapeProcessing(false);
            for (int n = 0; n < NAMES.size(); n++) {
                statement.execute("CREATE SCHEMA " + quote(table(n).schema()));
                statement.execute("CREATE TABLE %s (%s int PRIMARY KEY, value text)"
                        .formatted(quote(table(n)), quote(column(n))));
                statement.execute("INSERT INTO %s VALUES (1, 'good %d'), (2, 'also')".formatted(quote(table(n)), n));
            }
            connection.commit();
        }
        manifest = engine.takeSnapshot();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void all_of_them_come_back_exactly() throws SQLException {
        damage();
        List<TableId> tables =
                IntStream.range(0, NAMES.size()).mapToObj(HostileNamesIT::table).toList();

        Plan plan = engine.plan(Requests.wholeTables(manifest, tables.toArray(TableId[]::new)), manifest);
        engine.apply(plan);

        assertThat(manifest.tables()).hasSize(NAMES.size());
        for (int n = 0; n < NAMES.size(); n++) {
            assertThat(engine.texts("SELECT value FROM %s WHERE %s = 1".formatted(quote(table(n)), quote(column(n)))))
                    .as("table %s", table(n))
                    .containsExactly("good " + n);
        }
    }

    private static void damage() throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setEscapeProcessing(false);
            for (int n = 0; n < NAMES.size(); n++) {
                statement.execute("UPDATE %s SET value = 'damaged'".formatted(quote(table(n))));
            }
            connection.commit();
        }
    }

    /** 1,024 bytes are S3's limit for a name; 255 that of file systems, which some servers keep each part of it on. */
    @Test
    void no_two_objects_share_a_name_and_all_names_are_short_and_plain() {
        Set<String> keys = new HashSet<>();
        for (Manifest.Table table : manifest.tables()) {
            for (Manifest.Part part : table.parts()) {
                for (String key : List.of(part.data().key(), part.index().key())) {
                    assertThat(keys.add(key)).as(key).isTrue();
                    assertThat(key).matches("[A-Za-z0-9_%./!-]+");
                    assertThat(bytes(key)).isLessThanOrEqualTo(1024);
                    assertThat(key.split("/"))
                            .allSatisfy(piece -> assertThat(bytes(piece)).isLessThanOrEqualTo(255));
                }
            }
        }
        assertThat(keys).hasSize(2 * NAMES.size());
    }

    @Test
    void one_column_of_one_row_comes_back_by_its_hostile_key() throws SQLException {
        int n = NAMES.indexOf("a/../b");
        engine.sql("UPDATE %s SET value = 'damaged'".formatted(quote(table(n))));
        RestoreScope scope = new RestoreScope(
                table(n),
                new ColumnScope.Columns(List.of(new ColumnName("value"))),
                new RowScope.Keys(List.of(RowKey.of("2"))));

        engine.apply(engine.plan(Requests.request(manifest, Requests.EXACTLY, scope), manifest));

        assertThat(engine.texts("SELECT value FROM %s ORDER BY %s".formatted(quote(table(n)), quote(column(n)))))
                .containsExactly("damaged", "also");
    }
}
