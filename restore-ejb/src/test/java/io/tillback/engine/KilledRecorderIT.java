package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tillback.engine.RandomSchema.Alteration;
import io.tillback.fault.ErrorCode;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.shipment.Rebuilt;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The process that keeps moments, follows, and ships is killed at random, and so is the database, as a whole, its first
 * process alone, or any one of its processes, while clients do anything and tables are altered. No change is missing from
 * the journal or the bucket then, nothing that was covered is lost, and nothing is covered that is not known. A few times in
 * every build, 100 times with {@code -Plong}; {@code -Dtillback.seed} repeats tables, statements and kills.
 */
class KilledRecorderIT {
    private static final Logger LOG = Logger.getLogger(KilledRecorderIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("tillback.journal.kills", 4);
    private static final int LONGEST_LIFE_MILLIS = 1_500;
    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(60);

    /** So many moments from around each kill are rebuilt. */
    private static final int MOMENTS = 5;

    private enum Victim {
        RECORDER,
        SERVER,
        BACKEND,
        POSTMASTER
    }

    private final Random random = new Random(SEED);

    /** Of these coverage may have ended: they were altered, or bypassed. */
    private final Set<TableId> unsteady = new HashSet<>();

    /** Moments up to this number do not have the accounts any more. */
    private OptionalLong lastBeforeBypass = OptionalLong.empty();

    private long lookedAt;
    private RandomStore store;
    private Payments payments;
    private Shipping shipping;
    private ShippedPayments shipped;
    private RecorderProcess recorder;
    private Engine other;

    @BeforeEach
    void build_a_store() throws Exception {
        LOG.info(() -> "-Dtillback.seed=" + SEED + ", " + KILLS + " kills");
        store = new RandomStore(SEED);
        payments = Payments.open(store.engine, new Random(SEED));
        store.engine.record();
        // Each table begins with a moment of its own, at which those that come after it are not covered.
        lookedAt = store.engine.number("SELECT max(number) FROM tillback.moment");
        store.beat();
        shipping = Shipping.of(store.engine);
        shipped = new ShippedPayments(store.engine, shipping);
        store.engine.takeSnapshot();
        // A chain that begins once a table was altered does not know the table before the next snapshot.
        shipping.ship();
        other = Engine.empty();
        recorder = RecorderProcess.start(store.engine, store::beaten);
    }

    @AfterEach
    void close() throws SQLException {
        recorder.close();
        store.close();
        other.close();
    }

    @Test
    void whoever_is_killed_no_change_is_lost_and_nothing_is_claimed_that_is_not_there() throws Exception {
        for (int number = 1; number <= KILLS; number++) {
            Victim victim = Victim.values()[number % Victim.values().length];
            workUntilKilled(victim);
            int found = payments.settle();
            requireKeptWhatItSaid(victim);
            bypass();
            begin(victim);
            goOn();
            recorder.rest();
            store.beat();
            requireTrue();
            requirePaymentsRecorded();
            LOG.info("%d: %s; %d payments committed, %d of them looked up now; %d shipped; %d rows came and went"
                    .formatted(
                            number,
                            victim,
                            payments.committed().size(),
                            found,
                            shipped.all().size(),
                            store.witness.changes()));
        }
        requireRebuilt();
    }

    private void workUntilKilled(Victim victim) throws Exception {
        recorder.work();
        store.start(2 + random.nextInt(2));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> paying = CompletableFuture.runAsync(() -> payments.runUntil(over::get));
        Executor later = CompletableFuture.delayedExecutor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> kill = CompletableFuture.runAsync(() -> kill(victim), later);
        alterUntil(kill);
        kill.join();
        over.set(true);
        if (victim == Victim.RECORDER) {
            store.stop();
        } else {
            assertThat(store.end()).allSatisfy(reason -> assertThat(reason)
                    .isInstanceOfSatisfying(SQLException.class, lost -> assertThat(Payments.isConnectionLost(lost))
                            .as("%s", lost)
                            .isTrue()));
        }
        paying.join();
        awaitDatabase(victim);
    }

    /** Waits for the kill; in some lives a table is altered before, or just then. */
    private void alterUntil(CompletableFuture<Void> kill) {
        store.awaitTransactions(10 + random.nextInt(30));
        if (random.nextInt(3) > 0) {
            return;
        }
        Alteration alteration = store.schema.drawAlteration();
        alteration.after().values().forEach(table -> unsteady.add(table.id()));
        boolean isAltered = false;
        while (!isAltered && !kill.isDone()) {
            isAltered = store.alter(alteration);
        }
    }

    private void kill(Victim victim) {
        try {
            switch (victim) {
                case RECORDER -> recorder.kill();
                case SERVER -> Surroundings.postgres().kill();
                case POSTMASTER -> Surroundings.postgres().killPostmaster();
                case BACKEND -> killBackend();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Any of them: clients', the recorder's, those that write what is dirty. Others notice when they are told to end. */
    private void killBackend() throws SQLException {
        try (Connection looking = Surroundings.postgres().dataSource().getConnection();
                Statement statement = looking.createStatement()) {
            long pid = Long.parseLong(Payments.first(statement, """
                    SELECT pid FROM pg_stat_activity
                    WHERE pid <> pg_backend_pid()
                      AND backend_type IN ('client backend', 'checkpointer', 'background writer', 'walwriter')
                    ORDER BY md5(pid || 'seed %d')
                    LIMIT 1
                    """.formatted(random.nextLong())));
            Surroundings.postgres().killBackend(pid);
            await().atMost(LONGEST_RECOVERY).until(() -> !looking.isValid(1));
        }
    }

    private void awaitDatabase(Victim victim) throws SQLException {
        if (victim == Victim.SERVER || victim == Victim.POSTMASTER) {
            Surroundings.postgres().restart();
        } else {
            await().atMost(LONGEST_RECOVERY).until(KilledRecorderIT::answers);
        }
        if (victim != Victim.RECORDER) {
            store.settle();
        }
    }

    private static boolean answers() {
        try (Connection connection = Surroundings.postgres().dataSource().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            LOG.fine(() -> "Not yet: " + e);
            return false;
        }
    }

    /** Nobody lost what was answered; nothing went wrong but by the kill. */
    private void requireKeptWhatItSaid(Victim victim) throws Exception {
        if (victim != Victim.RECORDER) {
            recorder.rest();
        }
        List<Moment> all = kept(0);
        List<Moment> said = recorder.kept().stream()
                .filter(moment -> !moment.takenAt().isBefore(all.get(0).takenAt()))
                .toList();
        assertThat(all).as("-Dtillback.seed=%d", SEED).containsAll(said);
        shipped.read();
        assertThat(shipped.ids()).containsAll(recorder.shipped());
        assertThat(recorder.takeFailures())
                .allMatch(failure -> failure.startsWith(ErrorCode.LOCK_NOT_AVAILABLE.name())
                        || failure.startsWith(ErrorCode.SCHEMA_CHANGED.name())
                        || (victim != Victim.RECORDER
                                && failure.matches("(DATABASE_UNAVAILABLE|DATABASE_FAILED|OUTCOME_UNKNOWN) .*")));
    }

    /** @return moments that are still kept, in the order they were taken */
    private List<Moment> kept(long after) throws SQLException {
        return store
                .engine
                .texts("SELECT to_char(taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') || ' ' || cut"
                        + " FROM tillback.moment WHERE number > " + after + " ORDER BY number")
                .stream()
                .map(text -> text.split(" ", 2))
                .map(parts -> new Moment(parts[1], Instant.parse(parts[0])))
                .toList();
    }

    /** What no trigger sees, done while nobody looks. */
    private void bypass() throws SQLException {
        Optional<String> companion = store
                .engine
                .texts("SELECT number FROM tillback.journal"
                        + " WHERE table_schema = 'bank' AND table_name = 'account' AND last_cut IS NULL")
                .stream()
                .findFirst();
        if (companion.isEmpty() || random.nextInt(3) > 0) {
            return;
        }
        store.engine.superuserSql("""
                ALTER TABLE bank.account DISABLE TRIGGER tillback_%1$s_update;
                UPDATE bank.account SET balance = balance + 1 WHERE id = 0;
                ALTER TABLE bank.account ENABLE ALWAYS TRIGGER tillback_%1$s_update
                """.formatted(companion.get()));
        unsteady.add(Payments.ACCOUNT);
        lastBeforeBypass = OptionalLong.of(store.engine.number("SELECT max(number) FROM tillback.moment"));
    }

    private void begin(Victim victim) throws InterruptedException {
        if (victim == Victim.RECORDER) {
            recorder.close();
            recorder = RecorderProcess.start(store.engine, store::beaten);
        }
        recorder.work();
    }

    private void goOn() throws Exception {
        store.start(2);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> paying = CompletableFuture.runAsync(() -> payments.runUntil(over::get));
        for (int i = 0; i < 3; i++) {
            store.awaitTransactions(20);
        }
        over.set(true);
        store.stop();
        paying.join();
    }

    private Set<TableId> tables() {
        Set<TableId> all = new HashSet<>(store.tables());
        all.addAll(Set.of(Payments.ACCOUNT, Payments.PAYMENT));
        return all;
    }

    private Set<TableId> steady() {
        Set<TableId> steady = tables();
        steady.removeAll(unsteady);
        return steady;
    }

    private void requireTrue() throws SQLException {
        List<Moment> moments = kept(lookedAt);
        List<Moment> drawn = draw(moments);
        Instant surelyKept = Instant.now().minus(DoomedRecorder.LONGEST_KEPT);
        TrueRows now = store.witness.replay(drawn, (moment, truth) -> {
            Set<TableId> covered = covered(moment);
            if (moment.takenAt().isAfter(surelyKept)) {
                requireCovered(steady(), covered, moment);
            }
            if (isBeforeBypass(moment)) {
                assertThat(covered).doesNotContain(Payments.ACCOUNT);
            }
            store.rebuilt().requireTrue(moment, covered, truth);
        });
        store.rebuilt().requireTrueNow(tables(), now);
        lookedAt = store.engine.number("SELECT max(number) FROM tillback.moment");
    }

    private void requireCovered(Set<TableId> all, Set<TableId> covered, Moment moment) {
        Function<TableId, String> why = store.engine.journal().whyNotCovered();
        assertThat(all).allSatisfy(table -> assertThat(covered)
                .as("%s, -Dtillback.seed=%d: %s", moment, SEED, why.apply(table))
                .contains(table));
    }

    private boolean isBeforeBypass(Moment moment) throws SQLException {
        return lastBeforeBypass.isPresent()
                && kept(lastBeforeBypass.getAsLong()).stream().noneMatch(moment::equals);
    }

    private Set<TableId> covered(Moment moment) {
        Set<TableId> covered = tables();
        covered.retainAll(store.engine.journal().findCovered(moment).keySet());
        return covered;
    }

    /** The last one is always among them. */
    private List<Moment> draw(List<Moment> moments) {
        List<Moment> drawn = new ArrayList<>(moments.subList(0, moments.size() - 1));
        Collections.shuffle(drawn, random);
        drawn = new ArrayList<>(drawn.subList(0, Math.min(MOMENTS, drawn.size())));
        drawn.add(moments.get(moments.size() - 1));
        drawn.sort(Comparator.comparing(moments::indexOf));
        return drawn;
    }

    /** Each payment that was committed, once, and none that was not: in the bucket what was dropped. */
    private void requirePaymentsRecorded() throws SQLException {
        shipped.read();
        List<String> there = store.engine.texts(
                """
                SELECT journal_transaction || ' ' || id FROM tillback.journal_%s WHERE journal_operation = 'I'
                """.formatted(store.engine.number("SELECT number FROM tillback.journal WHERE table_name = 'payment'")));
        Set<String> known = new HashSet<>(there);
        known.addAll(shipped.all());
        assertThat(known).as("-Dtillback.seed=%d", SEED).isEqualTo(payments.committed());
        assertThat(there).doesNotHaveDuplicates();
        assertThat(shipped.all()).doesNotHaveDuplicates();
    }

    /** With the last shipment nothing is left out. */
    private void requireRebuilt() throws SQLException {
        Moment last = shipping.ship().moment();
        shipped.read();
        assertThat(shipped.all()).containsExactlyInAnyOrderElementsOf(payments.committed());
        RebuiltStore rebuiltStore = new RebuiltStore(store, other, "-Dtillback.seed=" + SEED);
        rebuiltStore.prepare();
        other.sql("CREATE SCHEMA bank");

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rebuilt.reached()).isEqualTo(last);
        List<Rebuilt.Table> known = rebuilt.tables().stream()
                .filter(table -> tables().contains(table.id()))
                .filter(table -> table.asOf().isEmpty())
                .toList();
        assertThat(known)
                .extracting(Rebuilt.Table::id)
                .as("%s, -Dtillback.seed=%d", rebuilt.tables(), SEED)
                .containsAll(covered(last));
        store.witness.replay(List.of(last), (moment, truth) -> {
            for (Rebuilt.Table table : known) {
                rebuiltStore.requireTrue(table, truth);
            }
        });
        LOG.info(() -> "%d tables built again from %d shipments; %d payments rolled back"
                .formatted(known.size(), rebuilt.shipments(), payments.rolledBack()));
    }
}
