package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.OnFailure;
import io.tillback.model.TableId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who makes a change cannot be told, though the change could: the disk of that table is full, or the table is gone. */
class UnwrittenTransactionsIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final String WRITE = "UPDATE shop.item SET name = name || 'x'";
    private static final Duration HOUR = Duration.ofHours(1);

    private Engine engine;

    @BeforeEach
    void fill_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                INSERT INTO shop.item VALUES (1, '');
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Moment record(OnFailure onFailure) throws SQLException {
        engine.journal(table -> onFailure).follow(engine.live());
        engine.sql(WRITE);
        return engine.journal().beat();
    }

    private void moveTransactionsTo(TinyDisk disk) throws Exception {
        String database = engine.texts("SELECT current_database()").get(0);
        engine.newTablesOn(disk.directory());
        engine.superuserSql("ALTER DATABASE %s RESET default_tablespace".formatted(database));
        engine.superuserSql("ALTER TABLE tillback.journal_transaction_1 SET TABLESPACE of_" + database);
        disk.fill();
    }

    private void leave() throws SQLException {
        engine.journal().stop("the disk is taken away");
        engine.superuserSql("DROP TABLE IF EXISTS tillback.journal_transaction_1");
        engine.newTablesOnTheUsualDisk();
    }

    private void writeOften() throws SQLException {
        for (int i = 0; i < 500; i++) {
            engine.sql(WRITE);
        }
    }

    private long writes() throws SQLException {
        return engine.number("SELECT length(name) FROM shop.item");
    }

    private long recorded() throws SQLException {
        return engine.number("SELECT count(*) FROM tillback.journal_1");
    }

    private void requireEndedFor(String reason, Moment before) {
        engine.journal().beat();
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().requireCovered(List.of(ITEM), before))
                .withMessageContaining("recording ended after ")
                .withMessageContaining(reason);
    }

    @Test
    void on_a_full_disk_the_write_fails_until_a_segment_elsewhere_is_begun(@TempDir Path directory) throws Exception {
        try (TinyDisk disk = TinyDisk.mount(directory, "1m")) {
            try {
                Moment before = record(OnFailure.FAIL_THE_WRITE);
                moveTransactionsTo(disk);

                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(this::writeOften)
                        .withMessageContaining("No space left on device");
                assertThat(recorded()).isEqualTo(writes());

                engine.segments().begin(HOUR);
                engine.sql(WRITE);
                engine.journal().beat();
                engine.journal().requireCovered(List.of(ITEM), before);
                assertThat(recorded()).isEqualTo(writes());
            } finally {
                leave();
            }
        }
    }

    @Test
    void or_the_write_is_made_and_ends_coverage_with_the_reason(@TempDir Path directory) throws Exception {
        try (TinyDisk disk = TinyDisk.mount(directory, "1m")) {
            try {
                Moment before = record(OnFailure.BREAK_COVERAGE);
                moveTransactionsTo(disk);

                writeOften();

                assertThat(writes()).isEqualTo(501);
                requireEndedFor("No space left on device", before);
            } finally {
                leave();
            }
        }
    }

    @Test
    void without_its_table_the_write_fails_until_the_next_segment_is_begun() throws SQLException {
        Moment before = record(OnFailure.FAIL_THE_WRITE);
        engine.superuserSql("DROP TABLE tillback.journal_transaction_1");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> engine.sql(WRITE))
                .withMessageContaining("relation \"tillback.journal_transaction_1\" does not exist");
        assertThat(writes()).isOne();

        engine.segments().begin(HOUR);
        engine.sql(WRITE);
        engine.segments().begin(Duration.ZERO);
        assertThat(engine.segments().begin(Duration.ZERO)).isEmpty();
        engine.journal().beat();
        engine.journal().requireCovered(List.of(ITEM), before);
        assertThat(recorded()).isEqualTo(2);
    }

    @Test
    void or_the_write_is_made_and_ends_coverage_with_that_reason() throws SQLException {
        Moment before = record(OnFailure.BREAK_COVERAGE);
        engine.superuserSql("DROP TABLE tillback.journal_transaction_1");

        engine.sql(WRITE);

        assertThat(writes()).isEqualTo(2);
        requireEndedFor("relation \"tillback.journal_transaction_1\" does not exist", before);
        engine.segments().begin(HOUR);
        engine.journal(table -> OnFailure.BREAK_COVERAGE).follow(engine.live());
        Moment anew = engine.journal().beat();
        engine.sql(WRITE);
        engine.journal().beat();
        engine.journal().requireCovered(List.of(ITEM), anew);
    }
}
