package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcOutbox;
import io.tillback.jdbc.JdbcRestoredRows;
import io.tillback.jpa.CatalogSchema;
import io.tillback.model.TableId;
import io.tillback.notice.Notice;
import io.tillback.notice.Outbox;
import io.tillback.notice.Receiver;
import io.tillback.notice.RestoredRows.TableRestore;
import io.tillback.notice.WrittenTable;
import io.tillback.running.StoreRoles;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The first start, and a start after one that was killed. */
class CatalogSchemaIT {
    @Test
    void a_server_that_was_killed_while_it_made_the_schema_does_not_keep_others_from_starting() throws SQLException {
        try (Engine engine = Engine.empty()) {
            engine.superuserSql("""
                    ALTER TABLE tillback.restore DROP COLUMN part;
                    DELETE FROM tillback.databasechangelog WHERE id = 'catalog-parts';
                    UPDATE tillback.databasechangeloglock SET locked = TRUE, lockgranted = now(), lockedby = 'the dead'
                    """);

            CatalogSchema.update(engine.database);

            assertThat(engine.number("SELECT count(part) FROM tillback.restore"))
                    .isZero();
        }
    }

    @Test
    void what_an_earlier_version_had_not_told_yet_is_told_and_its_tables_count_as_restored() throws SQLException {
        try (Engine engine = Engine.empty()) {
            engine.superuserSql("""
                    DROP TABLE tillback.notice_delivery, tillback.restored_table;
                    ALTER TABLE tillback.notice
                      DROP COLUMN id,
                      DROP COLUMN beyond,
                      ADD COLUMN next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                      ADD COLUMN delivered_at timestamptz,
                      ADD COLUMN attempts integer NOT NULL DEFAULT 0,
                      ADD COLUMN last_failure text;
                    INSERT INTO tillback.plan VALUES ('p', now(), 'APPLIED', '{}', '{}');
                    INSERT INTO tillback.restore
                      (id, plan, accepted_by, gap_hash, comment, started_at, finished_at, outcome, transaction)
                    VALUES ('restore1', 'p', 'olga', '', '', now(), now(), 'COMMITTED', '700');
                    INSERT INTO tillback.notice (restore, tables) VALUES ('restore1', '[{"schema":"shop","name":"a \\"b\\""}]');
                    DELETE FROM tillback.databasechangelog WHERE id = 'catalog-notices';
                    """);

            CatalogSchema.update(engine.database);

            Outbox outbox = new JdbcOutbox(engine.database);
            outbox.gatherForStores(Receiver.storesIn("here"), Instant.now());
            Notice notice =
                    outbox.findDue(Receiver.storesIn("here")).orElseThrow().notice();
            TableId table = new TableId("shop", "a \"b\"");
            assertThat(notice.beyond()).isEqualTo(Notice.Beyond.ANYTHING);
            assertThat(notice.tables()).extracting(WrittenTable::table).containsExactly(table);
            assertThat(notice.tables().get(0).isComplete()).isFalse();
            assertThat(new JdbcRestoredRows(engine.database, new PostgresDialect()).findNewest(table, 10))
                    .extracting(TableRestore::transaction)
                    .containsExactly("700");
        }
    }

    @Test
    void several_servers_start_at_once_on_a_database_that_has_no_schema_yet() throws SQLException {
        String name = "started_at_once";
        Surroundings.postgres().createDatabase(name);
        StoreRoles.prepare(Surroundings.postgres(), name);
        DataSource database = Surroundings.signIn(name, StoreRoles.TILLBACK);

        List<CompletableFuture<Void>> starts = Stream.generate(
                        () -> CompletableFuture.runAsync(() -> CatalogSchema.update(database)))
                .limit(3)
                .toList();

        assertThatCode(() -> starts.forEach(CompletableFuture::join)).doesNotThrowAnyException();
    }
}
