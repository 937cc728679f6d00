package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Moment;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * While clients of a store do anything, copies of its tables are taken, each in the view of a kept moment. Afterwards the
 * journal has to rebuild every one of them.
 */
class JournalOracleIT {
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int CLIENTS = 4;
    private static final int MOMENTS = Integer.getInteger("tillback.moments", 50);
    private static final List<String> TABLES = List.of("item", "line", "event", "base", "derived");
    private static final RestorePolicy EXACTLY =
            new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.SUPPRESS);

    private Engine engine;

    @BeforeEach
    void build_a_store() throws SQLException {
        System.out.println("Replay with -Dtillback.seed=" + SEED);
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text, price numeric);
                CREATE TABLE shop.line (number int, item int REFERENCES shop.item ON DELETE CASCADE ON UPDATE CASCADE,
                  note text COLLATE "C", PRIMARY KEY (item, number));
                CREATE TABLE shop.event (id int, region int, note text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
                CREATE TABLE shop.event_0 PARTITION OF shop.event FOR VALUES IN (0);
                CREATE TABLE shop.event_1 (note text, region int NOT NULL, id int NOT NULL);
                ALTER TABLE shop.event ATTACH PARTITION shop.event_1 FOR VALUES IN (1);
                CREATE TABLE shop.event_2 PARTITION OF shop.event FOR VALUES IN (2) PARTITION BY RANGE (id);
                CREATE TABLE shop.event_2_few PARTITION OF shop.event_2 FOR VALUES FROM (0) TO (20);
                CREATE TABLE shop.event_2_more PARTITION OF shop.event_2 DEFAULT;
                CREATE TABLE shop.base (id int PRIMARY KEY, name text);
                CREATE TABLE shop.derived (extra int, PRIMARY KEY (id)) INHERITS (shop.base);
                INSERT INTO shop.item SELECT n, 'i' || n, n FROM generate_series(1, 20) n;
                INSERT INTO shop.event SELECT n, n % 3, 'e' FROM generate_series(1, 20) n;
                INSERT INTO shop.base SELECT n, 'b' FROM generate_series(1, 10) n;
                """);
        // Clients of few keys run into each other all the time.
        engine.superuserSql("""
                DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''20ms''', current_database()); END $$
                """);
        engine.record();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void every_kept_moment_can_be_rebuilt() throws Exception {
        List<Moment> moments = workWhileMomentsAreKept();
        for (int i = 0; i < moments.size(); i++) {
            Plan plan = engine.planAt(moments.get(i), everything());
            for (String table : TABLES) {
                assertThat(differences(plan, table, i))
                        .as("table %s at moment %d, seed %d", table, i, SEED)
                        .isZero();
            }
        }
        Plan first = engine.planAt(moments.get(0), everything());
        engine.apply(first);
        for (String table : TABLES) {
            assertThat(engine.number(
                            "SELECT count(*) FROM ((TABLE %1$s EXCEPT ALL SELECT * FROM %2$s) UNION ALL (SELECT * FROM %2$s EXCEPT ALL TABLE %1$s)) d"
                                    .formatted(truth(table, 0), rows(table))))
                    .as("table %s restored, seed %d", table, SEED)
                    .isZero();
        }
    }

    private List<Moment> workWhileMomentsAreKept() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Integer>> work = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                long seed = SEED + i;
                work.add(clients.submit(() -> {
                    try (Connection connection = engine.store.getConnection()) {
                        return new RandomWork(connection, seed).run(40 * MOMENTS);
                    }
                }));
            }
            List<Moment> moments = new ArrayList<>();
            for (int i = 0; i < MOMENTS; i++) {
                moments.add(copy(i));
                Thread.sleep(20);
            }
            int committed = 0;
            for (Future<Integer> client : work) {
                committed += client.get();
            }
            assertThat(committed).isGreaterThan(MOMENTS);
            return moments;
        } finally {
            clients.shutdownNow();
        }
    }

    /** A moment, and what a view of the same transactions sees. */
    private Moment copy(int number) throws SQLException {
        try (Connection connection = engine.database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            // What a TRUNCATE takes away it takes from older views too.
            for (String table : TABLES) {
                statement.execute("LOCK TABLE %s IN ACCESS SHARE MODE".formatted(rows(table)));
            }
            Moment moment;
            try (ResultSet row = statement.executeQuery("""
                    INSERT INTO tillback.moment (cut, taken_at) VALUES (pg_current_snapshot(), clock_timestamp())
                    RETURNING cut::text, taken_at""")) {
                row.next();
                moment = new Moment(
                        row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant());
            }
            for (String table : TABLES) {
                statement.execute("CREATE TABLE %s AS SELECT * FROM %s".formatted(truth(table, number), rows(table)));
            }
            connection.commit();
            return moment;
        }
    }

    private static String truth(String table, int number) {
        return "tillback.truth_" + table + "_" + number;
    }

    private static String rows(String table) {
        return (table.equals("event") ? "" : "ONLY ") + "shop." + table;
    }

    private static RestoreRequest everything() {
        return new RestoreRequest(
                new RestoreTarget.AtInstant(java.time.Instant.EPOCH),
                TABLES.stream()
                        .map(table -> RestoreScope.wholeTable(new TableId("shop", table)))
                        .toList(),
                EXACTLY);
    }

    /** The live rows with the plan's changes made, against the copy. */
    private long differences(Plan plan, String table, int number) throws SQLException {
        TablePlan planned = plan.findTable(new TableId("shop", table)).orElseThrow();
        String planRows = "tillback.plan_%s_%d".formatted(plan.id(), planned.number());
        String columns =
                planned.columns().stream().map(c -> "(target).\"" + c + "\"").collect(Collectors.joining(", "));
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < planned.key().size(); i++) {
            keys.add("p.k%d = l.\"%s\"".formatted(i + 1, planned.key().get(i)));
        }
        String rebuilt = """
                SELECT %s FROM %s WHERE action IN ('CREATE', 'CHANGE')
                UNION ALL
                SELECT l.* FROM %s l
                WHERE NOT EXISTS (SELECT FROM %s p WHERE p.action IN ('CHANGE', 'REMOVE') AND %s)
                """.formatted(columns, planRows, rows(table), planRows, String.join(" AND ", keys));
        return engine.number("SELECT count(*) FROM ((%1$s EXCEPT ALL (%2$s)) UNION ALL ((%2$s) EXCEPT ALL %1$s)) d"
                .formatted("TABLE " + truth(table, number), rebuilt));
    }
}
