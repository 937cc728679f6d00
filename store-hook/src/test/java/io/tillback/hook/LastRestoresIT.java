package io.tillback.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.hook.RowsRestored.TableName;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a store takes its copies for old, with the rights of a store. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class LastRestoresIT {

    private static final List<TableName> RULES = List.of(new TableName("shop", "ru'le \""));
    private static final String RESTORE =
            "INSERT INTO tillback.restored_table (table_schema, table_name) VALUES ('shop', 'ru''le \"')";

    private static EmbeddedPostgres server;

    private LastRestores restores;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
        sql("CREATE ROLE shop LOGIN; CREATE SCHEMA shop; GRANT USAGE ON SCHEMA shop TO shop");
        sql("CREATE TABLE shop.\"ru'le \"\"\" (id int); CREATE TABLE shop.other (id int)");
        sql("""
                CREATE SCHEMA tillback;
                CREATE TABLE tillback.restored_table (
                  table_schema text, table_name text, transaction xid8 DEFAULT pg_current_xact_id());
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void grant() throws SQLException {
        restores = new LastRestores(server.getDatabase("shop", "postgres"));
        sql("GRANT USAGE ON SCHEMA tillback TO shop; GRANT SELECT ON tillback.restored_table TO shop");
    }

    private static void sql(String statements) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    @Test
    void a_copy_is_old_once_a_restore_was_committed_and_one_that_was_read_since_is_not() throws SQLException {
        String before = restores.cut();
        assertThat(restores.mayHaveWritten(RULES, before)).isFalse();

        sql(RESTORE);

        assertThat(restores.mayHaveWritten(RULES, before)).isTrue();
        assertThat(restores.mayHaveWritten(RULES, restores.cut())).isFalse();
        assertThat(restores.mayHaveWritten(List.of(new TableName("shop", "other")), before))
                .isFalse();
    }

    @Test
    void a_copy_that_was_read_while_a_restore_was_open_is_old_once_that_is_committed() throws SQLException {
        String during;
        try (Connection restore = server.getPostgresDatabase().getConnection();
                var statement = restore.createStatement()) {
            restore.setAutoCommit(false);
            statement.execute(RESTORE);
            during = restores.cut();
            assertThat(restores.mayHaveWritten(RULES, during)).isFalse();
            restore.commit();
        }

        assertThat(restores.mayHaveWritten(RULES, during)).isTrue();
    }

    @Test
    void where_it_cannot_be_told_a_copy_is_old() throws SQLException {
        String cut = restores.cut();

        assertThat(restores.mayHaveWritten(List.of(new TableName("shop", "misspelt")), cut))
                .isTrue();
        assertThat(restores.mayHaveWritten(RULES, "no cut")).isTrue();
        assertThat(restores.mayHaveWritten(RULES, "99999999:99999999:"))
                .as("of another database")
                .isTrue();
        sql("REVOKE SELECT ON tillback.restored_table FROM shop");
        assertThat(restores.mayHaveWritten(RULES, cut)).isTrue();
    }
}
