package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.ejb.RebuildCommand;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.StoreRoles;
import io.tillback.shipment.Shipment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command for when server and database are gone, as an operator runs it. */
class RebuildCommandIT {
    private Engine lost;
    private Engine other;
    private Shipping shipping;

    @BeforeEach
    void lose_a_store() throws SQLException {
        lost = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                INSERT INTO shop.item SELECT n, 'i' || n FROM generate_series(1, 100) n;
                """);
        lost.record();
        shipping = Shipping.of(lost);
        other = Engine.on("CREATE SCHEMA shop");
    }

    @AfterEach
    void close() {
        lost.close();
        other.close();
    }

    /** What it printed, and its exit code at the end. */
    private List<String> run(Map<String, String> more, String... arguments) throws IOException, InterruptedException {
        RunningObjectStore objects = Surroundings.objects();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RebuildCommand.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(false).redirectError(ProcessBuilder.Redirect.INHERIT);
        process.environment().keySet().removeIf(name -> name.startsWith("TILLBACK_"));
        process.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", objects.accessKey(),
                        "AWS_SECRET_ACCESS_KEY", objects.secretKey(),
                        "TILLBACK_S3_ENDPOINT", objects.endpoint().toString(),
                        "TILLBACK_S3_BUCKET", objects.bucket(),
                        "TILLBACK_S3_PREFIX", "test",
                        "TILLBACK_STORE_NAME", nameOf(lost)));
        process.environment().putAll(more);
        Process running = process.start();
        List<String> lines = new ArrayList<>(new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList());
        lines.add(String.valueOf(running.waitFor()));
        return lines;
    }

    private static String nameOf(Engine engine) {
        try {
            return engine.texts("SELECT current_database()").get(0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> toOther() {
        return Map.of(
                "TILLBACK_STORE_URL", Surroundings.postgres().jdbcUrl(nameOf(other)),
                "TILLBACK_STORE_USER", StoreRoles.TILLBACK.role(),
                "TILLBACK_STORE_PASSWORD", StoreRoles.TILLBACK.password());
    }

    @Test
    void it_builds_the_tables_again_and_says_what_it_reached() throws Exception {
        shipping.ship();
        lost.takeSnapshot();
        lost.sql("UPDATE shop.item SET name = 'late' WHERE id < 10; DELETE FROM shop.item WHERE id = 100");
        Shipment last = shipping.ship();

        List<String> said = run(toOther());

        assertThat(said).contains("  shop.item: 99 rows").endsWith("0");
        assertThat(said)
                .anyMatch(line -> line.startsWith(
                        "Rebuilt 1 tables with 99 rows as of " + last.moment().takenAt() + ", from snapshot "));
        assertThat(other.number("SELECT count(*) FROM shop.item WHERE name = 'late'"))
                .isEqualTo(9);

        assertThat(run(toOther())).endsWith("1").anyMatch(line -> line.contains("the tables stand already"));
    }

    @Test
    void what_is_not_as_it_was_is_said_and_told_by_the_exit_code() throws Exception {
        lost.sql("CREATE TABLE shop.nobody (note text)");
        lost.takeSnapshot();
        shipping.ship();
        shipping.ship();

        assertThat(run(toOther()))
                .endsWith("2")
                .anyMatch(line -> line.startsWith("  shop.nobody: 0 rows as of ")
                        && line.contains("only: it has no primary key"));
    }

    @Test
    void it_says_what_is_missing_instead_of_a_stack_trace() throws Exception {
        assertThat(run(Map.of())).hasSize(2).endsWith("1").first().asString().contains("TILLBACK_STORE_URL is not set");
        assertThat(run(toOther())).endsWith("1").anyMatch(line -> line.contains("no full snapshot"));
        assertThat(run(toOther(), "yesterday")).endsWith("1").first().asString().contains("is not an instant");
    }
}
