package io.tillback.engine;

import io.tillback.engine.WalTransactions.Done;
import io.tillback.journal.Release;
import io.tillback.model.Moment;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** A store of random tables, what its sessions did to it in random order so far, and what the write-ahead log says of that. */
final class GapHistory implements AutoCloseable {
    static final String SNAPSHOT = "snapshot ";
    static final List<String> ACTORS = List.of("mia", "noah", "");
    static final List<String> RELEASES = List.of("build-1", "build-2", "");

    /** Of statements that are not told another. */
    static final Instant USUAL_TIME = Instant.parse("2026-03-01T09:02:30Z");

    private static final List<Instant> TIMES = List.of(
            USUAL_TIME,
            Instant.parse("2026-03-01T08:59:59.999999Z"),
            Instant.parse("2026-03-01T09:00:00Z"),
            Instant.parse("2026-03-01T09:00:59.5Z"),
            Instant.parse("1969-12-31T23:59:30Z"));

    /** The database tells when a statement began as it is told to. */
    private static final String CLOCK = """
            CREATE OR REPLACE FUNCTION pg_catalog.statement_timestamp() RETURNS timestamp with time zone
            LANGUAGE sql STABLE AS $$
              SELECT COALESCE(
                NULLIF(pg_catalog.current_setting('shop.clock', TRUE), ''), '%s')::pg_catalog.timestamptz $$
            """.formatted(USUAL_TIME);

    final GapTables shop;
    final Engine engine;
    final List<Done> log = new ArrayList<>();
    final List<Moment> moments = new ArrayList<>();
    final List<Release> releases = new ArrayList<>();
    final List<Manifest> snapshots = new ArrayList<>();
    final Set<Long> transactions = new HashSet<>();
    private final Random random;
    private final GapStatements statements;
    private final WalTransactions witness;
    private final List<Session> sessions;

    GapHistory(Random random) throws SQLException {
        this.random = random;
        this.shop = GapTables.draw(random);
        this.statements = new GapStatements(shop, random);
        this.engine = Engine.on(shop.script());
        engine.superuserSql(CLOCK);
        engine.sellers = shop.paths();
        this.witness = new WalTransactions(
                Surroundings.postgres()
                        .dataSource(engine.texts("SELECT current_database()").get(0)),
                "shop");
        this.sessions = List.of(new Session(), new Session());
        engine.record();
        engine.journal().beat();
        sessions.get(0).begin(statements.first());
        sessions.get(0).end();
        beat();
    }

    /** One connection of the store's, and the transaction that it is in. */
    private final class Session implements AutoCloseable {
        private final Connection connection = engine.store.getConnection();
        private final Statement statement = connection.createStatement();
        private final List<String> left = new ArrayList<>();
        private Instant now = USUAL_TIME;
        private boolean busy;

        Session() throws SQLException {
            connection.setAutoCommit(false);
        }

        boolean isBusy() {
            return busy;
        }

        void begin(List<String> todo) throws SQLException {
            busy = true;
            left.addAll(todo);
            String actor = ACTORS.get(random.nextInt(ACTORS.size()));
            String release = RELEASES.get(random.nextInt(RELEASES.size()));
            // Who waits for another session gives way.
            statement.execute("SET LOCAL lock_timeout = '20ms'");
            statement.execute("SET LOCAL tillback.actor = '%s'".formatted(actor));
            statement.execute("SET LOCAL tillback.release = '%s'".formatted(release));
            transactions.add(Long.parseLong(Payments.first(statement, "SELECT pg_current_xact_id()::text")));
            WalTransactions.tell(statement, actor, release);
            now = TIMES.get(random.nextInt(TIMES.size()));
        }

        /** Said with each statement: a rollback to a savepoint takes back what was said after it. */
        private void setClock() throws SQLException {
            if (random.nextInt(4) == 0) {
                now = TIMES.get(random.nextInt(TIMES.size()));
            }
            statement.execute("SET LOCAL shop.clock = '%s'".formatted(now));
            WalTransactions.tell(statement, now);
        }

        void step() throws SQLException {
            if (left.isEmpty()) {
                end();
                return;
            }
            statement.execute("SAVEPOINT s");
            setClock();
            try {
                statement.execute(left.remove(0));
            } catch (SQLException refused) {
                statement.execute("ROLLBACK TO s");
                return;
            }
            if (random.nextInt(8) == 0) {
                statement.execute("ROLLBACK TO s");
            }
        }

        void end() throws SQLException {
            while (!left.isEmpty()) {
                step();
            }
            connection.commit();
            busy = false;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    void beat() throws SQLException {
        moments.add(engine.journal().beat());
        mark("moment " + (moments.size() - 1));
    }

    /** Something that a plan may go back to later, or that it cannot go back over. */
    private void pause() throws SQLException {
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                snapshots.add(engine.takeSnapshot());
                mark(SNAPSHOT + (snapshots.size() - 1));
            }
            case 2, 3 -> {
                releases.add(new Investigation(engine)
                        .releases.announce(
                                "release " + releases.size(),
                                "ops",
                                Clock.systemUTC().instant()));
                mark("release " + (releases.size() - 1));
            }
            case 4 -> bypass(shop.tables().get(random.nextInt(shop.tables().size())));
            default -> {}
        }
    }

    /** Changes that the journal does not see. */
    private void bypass(GapTable table) throws SQLException {
        engine.sql("""
                ALTER TABLE %1$s DISABLE TRIGGER USER;
                UPDATE %1$s SET c = 'unseen' WHERE id < 3;
                ALTER TABLE %1$s ENABLE TRIGGER USER;
                """.formatted(table.id()));
        engine.journal().beat();
        engine.record();
        mark(bypassed(table));
        beat();
    }

    private static String bypassed(GapTable table) {
        return "bypassed " + table.id();
    }

    /** Whether the journal has seen every change of a table from the n-th transaction on. */
    boolean isRecordedFrom(int n, GapTable table) {
        return recordedSince(table) <= n;
    }

    /** Where the recording of a table began that goes on now. */
    int recordedSince(GapTable table) {
        for (int i = log.size(); i > 0; i--) {
            if (log.get(i - 1).mark().filter(bypassed(table)::equals).isPresent()) {
                return i;
            }
        }
        return 0;
    }

    /** Whether a snapshot was taken, not before some place, from which the recording of a table leads back to an earlier one. */
    boolean leadsBack(int to, int later, GapTable table) {
        ToldHistory told = of(table);
        return IntStream.range(0, snapshots.size())
                .map(i -> told.indexOf(SNAPSHOT + i) + 1)
                .anyMatch(at -> at >= later
                        && log.subList(to, at).stream().noneMatch(done -> done.mark()
                                .filter(bypassed(table)::equals)
                                .isPresent()));
    }

    /** What was committed before is in the log before it. */
    void mark(String said) throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            WalTransactions.mark(statement, said);
        }
    }

    /** A few transactions, in any order and within each other; all are over in the end. */
    void work() throws SQLException {
        pause();
        int left = 4 + random.nextInt(10);
        while (left > 0) {
            Session session = sessions.get(random.nextInt(sessions.size()));
            if (session.isBusy()) {
                session.step();
            } else {
                left--;
                session.begin(random.ints(1 + random.nextInt(3))
                        .mapToObj(i -> statements.next())
                        .toList());
            }
            if (random.nextInt(12) == 0) {
                beat();
            }
        }
        for (Session session : sessions) {
            if (session.isBusy()) {
                session.end();
            }
        }
    }

    void read() throws SQLException {
        log.addAll(witness.read());
    }

    ToldHistory of(GapTable table) {
        return new ToldHistory(table.id(), log);
    }

    @Override
    public void close() throws SQLException {
        for (Session session : sessions) {
            session.close();
        }
        witness.close();
        engine.close();
    }
}
