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

/** The disk that records are written to fills: the store's write fails, or coverage ends, as the operator chose. */
class FullJournalDiskIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final String WRITE_MORE_THAN_FITS = "UPDATE shop.item SET name = name || 'x'";

    private Engine engine;

    @BeforeEach
    void fill_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                INSERT INTO shop.item SELECT n, repeat('i', 200) FROM generate_series(1, 20000) n;
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** New records go to a disk that holds few of them. */
    private void recordOn(TinyDisk disk, OnFailure onFailure) throws SQLException {
        engine.journal(table -> onFailure).follow(engine.live());
        engine.sql("UPDATE shop.item SET name = name WHERE id = 1");
        engine.newTablesOn(disk.directory());
        engine.segments().begin(Duration.ZERO);
        engine.sql("UPDATE shop.item SET name = name WHERE id = 1");
        engine.superuserSql("ALTER DATABASE %s RESET default_tablespace"
                .formatted(engine.texts("SELECT current_database()").get(0)));
    }

    /** The server goes on without the disk. */
    private void leave() throws SQLException {
        engine.journal().stop("the disk is taken away");
        engine.superuserSql("DROP TABLE IF EXISTS tillback.journal_1_2, tillback.journal_transaction_2");
        engine.newTablesOnTheUsualDisk();
    }

    private long unwritten() throws SQLException {
        return engine.number("SELECT count(*) FROM shop.item WHERE name NOT LIKE '%x'");
    }

    @Test
    void a_write_that_does_not_fit_fails_and_all_that_was_committed_is_recorded(@TempDir Path directory)
            throws Exception {
        try (TinyDisk disk = TinyDisk.mount(directory, "2m")) {
            try {
                recordOn(disk, OnFailure.FAIL_THE_WRITE);
                Moment before = engine.journal().beat();

                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> engine.sql(WRITE_MORE_THAN_FITS))
                        .withMessageContaining("No space left on device");

                assertThat(unwritten()).isEqualTo(20_000);
                engine.journal().beat();
                engine.journal().requireCovered(List.of(ITEM), before);

                // Room elsewhere: the next segment lies there.
                engine.segments().begin(Duration.ZERO);
                engine.sql(WRITE_MORE_THAN_FITS);
                assertThat(unwritten()).isZero();
                engine.journal().beat();
                engine.journal().requireCovered(List.of(ITEM), before);
            } finally {
                leave();
            }
        }
    }

    @Test
    void or_is_made_and_ends_coverage_with_the_reason(@TempDir Path directory) throws Exception {
        try (TinyDisk disk = TinyDisk.mount(directory, "2m")) {
            try {
                recordOn(disk, OnFailure.BREAK_COVERAGE);
                Moment before = engine.journal().beat();

                engine.sql(WRITE_MORE_THAN_FITS);

                assertThat(unwritten()).isZero();
                engine.journal().beat();
                assertThatExceptionOfType(RestoreException.class)
                        .isThrownBy(() -> engine.journal().requireCovered(List.of(ITEM), before))
                        .withMessageContaining("recording ended after " + before.takenAt())
                        .withMessageContaining("No space left on device");
            } finally {
                leave();
            }
        }
    }
}
