package io.tillback.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

class RunningPostgresIT {
    private static RunningPostgres postgres;

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = RunningPostgres.start(directory.resolve("postgres"));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void rows_copied_out_and_in_again_are_the_same() throws Exception {
        try (Connection connection = postgres.createDatabase("copies").getConnection()) {
            // given
            execute(connection, "CREATE TABLE product (id int PRIMARY KEY, name text)");
            execute(connection, "INSERT INTO product VALUES (1, 'tea'), (2, NULL)");
            execute(connection, "CREATE TABLE copied (LIKE product)");

            // when
            String csv = copyOut(connection, "product");
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY copied FROM STDIN (FORMAT csv, HEADER)",
                            new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));

            // then
            assertThat(csv).isEqualTo("id,name\n1,tea\n2,\n");
            assertThat(copyOut(connection, "copied")).isEqualTo(csv);
        }
    }

    @Test
    void an_exported_snapshot_shows_another_session_the_same_rows() throws Exception {
        var database = postgres.createDatabase("snapshots");
        try (Connection exporting = database.getConnection();
                Connection importing = database.getConnection();
                Connection writing = database.getConnection()) {
            // given
            execute(writing, "CREATE TABLE product (id int)");
            exporting.setAutoCommit(false);
            execute(exporting, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            String snapshot = read(exporting, "SELECT pg_export_snapshot()");
            execute(writing, "INSERT INTO product VALUES (1)");

            // when
            importing.setAutoCommit(false);
            execute(importing, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            execute(importing, "SET TRANSACTION SNAPSHOT '" + snapshot + "'");

            // then
            assertThat(read(importing, "SELECT count(*) FROM product")).isEqualTo("0");
            assertThat(read(writing, "SELECT count(*) FROM product")).isEqualTo("1");
        }
    }

    @Test
    void a_killed_server_starts_again_on_its_port_with_what_was_committed() throws Exception {
        // given
        int port = postgres.port();
        var database = postgres.createDatabase("crash");
        try (Connection connection = database.getConnection()) {
            execute(connection, "CREATE TABLE product AS SELECT 7 AS id");
        }

        // when
        postgres.kill();
        postgres.restart();

        // then
        assertThat(postgres.port()).isEqualTo(port);
        try (Connection connection = database.getConnection()) {
            assertThat(read(connection, "SELECT id FROM product")).isEqualTo("7");
        }
    }

    @Test
    void the_wal_can_be_decoded() throws Exception {
        try (Connection connection = postgres.dataSource().getConnection()) {
            assertThat(read(connection, "SHOW wal_level")).isEqualTo("logical");
        }
    }

    private static String copyOut(Connection connection, String table) throws SQLException, IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (SELECT * FROM " + table + " ORDER BY id) TO STDOUT (FORMAT csv, HEADER)", csv);
        return csv.toString(StandardCharsets.UTF_8);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String read(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
