package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcLiveSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The store keeps a table locked against readers while somebody wants to know how it is built. */
class LockedSchemaIT {
    @Test
    void whoever_reads_the_schema_does_not_wait_forever_and_names_the_table() throws SQLException {
        try (Engine engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id serial PRIMARY KEY, name text);
                """)) {
            JdbcLiveSchema schema = new JdbcLiveSchema(engine.database, new PostgresDialect(), Duration.ofMillis(300));
            try (Connection migration = engine.store.getConnection();
                    Statement statement = migration.createStatement()) {
                migration.setAutoCommit(false);
                statement.execute("TRUNCATE shop.item; ALTER SEQUENCE shop.item_id_seq INCREMENT 2");

                assertThatExceptionOfType(RestoreException.class)
                        .isThrownBy(schema::load)
                        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCK_NOT_AVAILABLE))
                        .satisfies(e -> assertThat(e.hint()).contains("until that transaction has ended"))
                        .withMessage(
                                "Cannot read how the store's tables are built: for 300 ms somebody has kept shop.item"
                                        + " locked against readers, as ALTER TABLE and TRUNCATE do");
                migration.rollback();
            }
            assertThat(schema.load().tables()).hasSize(1);
        }
    }
}
