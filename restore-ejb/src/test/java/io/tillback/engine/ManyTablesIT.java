package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Progress;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database of very many small tables; {@code -Plong} makes it 10,000. */
class ManyTablesIT {
    private static final Logger LOG = Logger.getLogger(ManyTablesIT.class.getName());
    private static final int TABLES = Integer.getInteger("tillback.tables", 600);
    private static final int ROWS = 10;
    private static final int IN_ONE_TRANSACTION = 500;

    private static Engine engine;
    private static Manifest manifest;

    @BeforeAll
    static void create_very_many_tables() throws SQLException {
        engine = Engine.on("CREATE SCHEMA shop");
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            for (int from = 1; from <= TABLES; from += IN_ONE_TRANSACTION) {
                statement.execute("""
                        DO $$
                        BEGIN
                          FOR n IN %d..%d LOOP
                            EXECUTE format('CREATE TABLE shop.t%%s (id int PRIMARY KEY, name text)', n);
                            EXECUTE format('INSERT INTO shop.t%%s SELECT m, ''row '' || m FROM generate_series(1, %d) m', n);
                          END LOOP;
                        END
                        $$
                        """.formatted(from, Math.min(TABLES, from + IN_ONE_TRANSACTION - 1), ROWS));
            }
        }
        manifest = timed("snapshot", () -> engine.taker(engine.objects)
                .take(engine.nextSnapshotId(), Tier.MANUAL, Progress.NONE));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws SQLException;
    }

    private static <T> T timed(String what, Step<T> step) throws SQLException {
        Instant begun = Instant.now();
        T result = step.run();
        LOG.info(() -> what + " of " + TABLES + " tables: " + Duration.between(begun, Instant.now()));
        return result;
    }

    @Test
    void all_of_them_are_in_a_snapshot_that_reads_back() throws SQLException {
        assertThat(manifest.tables()).hasSize(TABLES);
        assertThat(manifest.rows()).isEqualTo((long) TABLES * ROWS);
        assertThat(timed("verification", () -> engine.verify(manifest)).problems())
                .isEmpty();
    }

    @Test
    void one_of_them_is_restored() throws SQLException {
        TableId table = new TableId("shop", "t" + TABLES);
        engine.sql("UPDATE shop.t%d SET name = 'damaged'".formatted(TABLES));

        Plan plan = timed("plan of one table", () -> engine.plan(Requests.wholeTables(manifest, table), manifest));
        timed("apply", () -> engine.apply(plan));

        assertThat(engine.number("SELECT count(*) FROM shop.t%d WHERE name = 'row ' || id".formatted(TABLES)))
                .isEqualTo(ROWS);
    }

    @Test
    void a_plan_over_very_many_of_them_is_made() throws SQLException {
        TableId[] tables = IntStream.rangeClosed(1, Math.min(TABLES, 200))
                .mapToObj(n -> new TableId("shop", "t" + n))
                .toArray(TableId[]::new);
        engine.sql("DELETE FROM shop.t1; DELETE FROM shop.t7");

        Plan plan =
                timed("plan of " + tables.length, () -> engine.plan(Requests.wholeTables(manifest, tables), manifest));

        assertThat(plan.rowsToWrite()).isEqualTo(2 * ROWS);
    }
}
