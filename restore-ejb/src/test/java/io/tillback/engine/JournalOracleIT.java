package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.tillback.engine.RandomSchema.Alteration;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients do anything to a store of any tables, which are altered meanwhile. Whatever the journal says it covers, it has to
 * rebuild as the write-ahead log says it was. {@code -Plong} runs it with a million changes.
 */
class JournalOracleIT {
    private static final Logger LOG = Logger.getLogger(JournalOracleIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int MOMENTS = Integer.getInteger("tillback.moments", 50);
    private static final long CHANGES = Long.getLong("tillback.changes", 1_000);
    private static final int CLIENTS = 4;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private final Random random = new Random(SEED);
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicInteger beats = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Moment> moments = new ArrayList<>();

    /** From which moment on a table is built as it is now, by number; others are as they were from the first. */
    private final Map<TableId, Integer> builtSince = new HashMap<>();

    /** From which moment on it has to be covered, by number. */
    private final Map<TableId, Integer> followedSince = new HashMap<>();

    private Engine engine;
    private RandomSchema schema;
    private WalWitness witness;

    @BeforeEach
    void build_a_store() throws SQLException {
        LOG.info(() -> "-Dtillback.seed=" + SEED);
        engine = Engine.empty();
        schema = RandomSchema.create(SEED, engine);
        // Clients of few keys run into each other all the time.
        String database = engine.texts("SELECT current_database()").get(0);
        engine.superuserSql("ALTER DATABASE %s SET deadlock_timeout = '20ms'".formatted(database));
        witness = new WalWitness(Surroundings.postgres().dataSource(database), database, schema.schemas());
        engine.record();
        assertThat(tables()).allSatisfy(table -> assertThat(covered(engine.journal().beat())).contains(table));
    }

    @AfterEach
    void close() throws SQLException {
        witness.close();
        engine.close();
    }

    private List<TableId> tables() {
        return schema.tables().stream().map(RandomTable::id).toList();
    }

    private Set<TableId> covered(Moment moment) {
        Set<TableId> covered = new HashSet<>(tables());
        covered.retainAll(engine.journal().findCovered(moment).keySet());
        return covered;
    }

    @Test
    void what_the_journal_rebuilds_is_what_the_write_ahead_log_says() throws Exception {
        int committed = work();
        List<Moment> drawn = draw();
        RebuiltRows rebuilt = new RebuiltRows(engine, witness, "-Dtillback.seed=" + SEED);
        AtomicInteger compared = new AtomicInteger();
        TrueRows now = witness.replay(drawn, (moment, truth) -> {
            Set<TableId> covered = covered(moment);
            requireClaimsAreRight(moment, covered);
            rebuilt.requireTrue(moment, covered, truth);
            compared.addAndGet(covered.size());
        });
        rebuilt.requireTrueNow(tables(), now);

        LOG.info(() -> "%d transactions, %d committed; %d changes; %d moments kept, %d of them and %d tables compared; altered: %s"
                .formatted(
                        transactions.get(),
                        committed,
                        witness.changes(),
                        moments.size(),
                        drawn.size(),
                        compared.get(),
                        builtSince));
        assertThat(compared.get()).isGreaterThan(2 * MOMENTS);
    }

    private List<Moment> draw() {
        List<Moment> drawn = new ArrayList<>(moments);
        Collections.shuffle(drawn, random);
        drawn.subList(MOMENTS, drawn.size()).clear();
        drawn.sort((left, right) -> Integer.compare(moments.indexOf(left), moments.indexOf(right)));
        return drawn;
    }

    /** @return transactions that were committed */
    private int work() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Integer>> work = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                RandomWork client = new RandomWork(
                        schema, engine.store, SEED + i, "oracle " + SEED + " " + i, this::awaitBeats);
                work.add(clients.submit(() -> client.runUntil(over::get, this::ended)));
            }
            keepMomentsAndAlterTables(work);
            over.set(true);
            int committed = 0;
            for (Future<Integer> client : work) {
                committed += client.get();
            }
            engine.record();
            return committed;
        } finally {
            over.set(true);
            clients.shutdown();
            clients.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private void ended(long changed) {
        transactions.incrementAndGet();
        changes.addAndGet(changed);
    }

    /** Not for long: all of them may be waiting for moments themselves. */
    private void awaitTransactions(int more) {
        long until = transactions.get() + more;
        long begun = System.nanoTime();
        await().pollInterval(Duration.ofMillis(2))
                .until(() -> transactions.get() >= until || System.nanoTime() - begun > LONGEST_PAUSE.toNanos());
    }

    private void awaitBeats(int more) {
        int until = beats.get() + more;
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> over.get() || beats.get() >= until);
    }

    private void keepMomentsAndAlterTables(List<Future<Integer>> work) throws SQLException {
        Optional<Alteration> next = Optional.empty();
        while (moments.size() < MOMENTS || changes.get() < CHANGES) {
            awaitTransactions(5 + random.nextInt(35));
            if (work.stream().anyMatch(Future::isDone)) {
                return;
            }
            moments.add(engine.journal().beat());
            beats.incrementAndGet();
            if (random.nextInt(12) == 0 && next.isEmpty()) {
                next = Optional.of(schema.drawAlteration());
            }
            next = next.filter(alteration -> !alter(alteration));
            if (random.nextInt(4) == 0) {
                follow();
            }
        }
    }

    /** @return whether the store's clients left it the time to */
    private boolean alter(Alteration alteration) {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setEscapeProcessing(false);
            statement.execute("SET LOCAL lock_timeout = '200ms'");
            for (String each : alteration.statements()) {
                statement.execute(each);
            }
            for (RandomTable table : alteration.after().values()) {
                WalWitness.tell(statement, table.id());
            }
            connection.commit();
        } catch (SQLException e) {
            if (Set.of("55P03", "40P01").contains(e.getSQLState())) {
                return false;
            }
            throw new IllegalStateException("Cannot alter: " + alteration.statements(), e);
        }
        schema.altered(alteration);
        alteration.after().values().forEach(table -> {
            builtSince.put(table.id(), moments.size());
            followedSince.put(table.id(), Integer.MAX_VALUE);
        });
        return true;
    }

    /** As the keeper does every ten seconds. */
    private void follow() {
        engine.record();
        Set<TableId> covered = covered(engine.journal().beat());
        followedSince.replaceAll((table, since) ->
                since == Integer.MAX_VALUE && covered.contains(table) ? Integer.valueOf(moments.size()) : since);
    }

    private void requireClaimsAreRight(Moment moment, Set<TableId> covered) {
        int number = moments.indexOf(moment);
        for (TableId table : tables()) {
            if (number < builtSince.getOrDefault(table, 0)) {
                assertThat(covered).as("%s was altered since %s", table, moment).doesNotContain(table);
            }
            if (number >= followedSince.getOrDefault(table, 0)) {
                assertThat(covered).as("%s at %s", table, moment).contains(table);
            }
            if (!covered.contains(table)) {
                assertThatExceptionOfType(RestoreException.class)
                        .isThrownBy(() -> engine.journal().requireCovered(List.of(table), moment))
                        .withMessageMatching("(?s).*(recorded since|recording ended after|are not recorded).*");
            }
        }
    }
}
