package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.engine.RandomSchema.Alteration;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients do anything to a store of any tables, which are altered meanwhile. Whatever the journal says it covers, it has to
 * rebuild as the write-ahead log says it was. {@code -Plong} runs it with a million changes, {@code -Dtillback.seed} with
 * the same tables and statements again.
 */
class JournalOracleIT {
    private static final Logger LOG = Logger.getLogger(JournalOracleIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int MOMENTS = Integer.getInteger("tillback.moments", 50);
    private static final long CHANGES = Long.getLong("tillback.changes", 1_000);
    private static final int CLIENTS = 4;
    private static final int ALTERATIONS = 5;

    /** So often what is recorded is split. */
    private static final int SEGMENTS = 8;

    /** What is altered ends the coverage of all moments before: some of them are to be left. */
    private static final double LAST_ALTERATION = 0.6;

    private static final int NOT_YET = Integer.MAX_VALUE;

    private final Random random = new Random(SEED);
    private final List<Moment> moments = new ArrayList<>();

    /** From which moment on a table is built as it is now, by number; others are as they were from the first. */
    private final Map<TableId, Integer> builtSince = new HashMap<>();

    /** From which moment on it has to be covered, by number. */
    private final Map<TableId, Integer> followedSince = new HashMap<>();

    private RandomStore store;

    @BeforeEach
    void build_a_store() throws SQLException {
        LOG.info(() -> "-Dtillback.seed=" + SEED);
        store = new RandomStore(SEED);
        assertThat(store.covered(store.beat())).containsExactlyInAnyOrderElementsOf(store.tables());
    }

    @AfterEach
    void close() throws SQLException {
        store.close();
    }

    @Test
    void what_the_journal_rebuilds_is_what_the_write_ahead_log_says() throws Exception {
        store.start(CLIENTS);
        keepMomentsAndAlterTables();
        int committed = store.stop();
        // What was altered without looking otherwise, a beat notices first.
        follow();
        follow();
        AtomicInteger compared = new AtomicInteger();
        TrueRows now = store.witness.replay(draw(), (moment, truth) -> {
            Set<TableId> covered = store.covered(moment);
            requireClaimsAreRight(moment, covered);
            store.rebuilt().requireTrue(moment, covered, truth);
            compared.addAndGet(covered.size());
        });
        store.rebuilt().requireTrueNow(store.tables(), now);

        LOG.info(() ->
                "%d transactions, %d committed; %d rows came and went; %d moments kept; at %d of them %d tables compared"
                        .formatted(
                                store.transactions(),
                                committed,
                                store.witness.changes(),
                                moments.size(),
                                MOMENTS,
                                compared.get()));
        assertThat(committed).isGreaterThan(MOMENTS);
        assertThat(compared.get()).isGreaterThan(MOMENTS);
        requireThatItCanBeApplied(now);
    }

    private void requireThatItCanBeApplied(TrueRows truth) throws Exception {
        Moment moment = store.beat();
        store.start(1);
        store.awaitTransactions(100);
        store.stop();

        store.engine.apply(store.engine.planAt(moment, RebuiltRows.request(store.tables())));

        store.rebuilt().requireTrueNow(store.tables(), truth);
    }

    private List<Moment> draw() {
        List<Moment> drawn = new ArrayList<>(moments);
        Collections.shuffle(drawn, random);
        drawn.subList(MOMENTS, drawn.size()).clear();
        drawn.sort(Comparator.comparing(moments::indexOf));
        return drawn;
    }

    private void keepMomentsAndAlterTables() throws SQLException {
        Deque<Double> alterations = draw(ALTERATIONS, LAST_ALTERATION);
        Deque<Double> segments = draw(SEGMENTS, 1);
        Optional<Alteration> next = Optional.empty();
        while (progress() < 1 && !store.hasFailed()) {
            store.awaitTransactions(5 + random.nextInt(35));
            moments.add(store.beat());
            if (next.isEmpty() && isDue(alterations)) {
                next = Optional.of(store.schema.drawAlteration());
            }
            next = next.filter(alteration -> !alter(alteration));
            if (random.nextInt(4) == 0) {
                follow();
            }
            if (isDue(segments)) {
                store.engine.segments().begin(Duration.ZERO);
                store.engine.segments().index();
            }
        }
    }

    /** So many times, in parts of the whole run. */
    private Deque<Double> draw(int count, double last) {
        return random.doubles(count, 0, last).boxed().sorted().collect(Collectors.toCollection(ArrayDeque::new));
    }

    private boolean isDue(Deque<Double> times) {
        boolean isDue = !times.isEmpty() && times.getFirst() < progress();
        if (isDue) {
            times.removeFirst();
        }
        return isDue;
    }

    private double progress() {
        return Math.min(moments.size() / (double) MOMENTS, store.changes() / (double) CHANGES);
    }

    /** @return whether the store's clients left it the time to */
    private boolean alter(Alteration alteration) {
        if (!store.alter(alteration)) {
            return false;
        }
        alteration.after().values().forEach(table -> {
            builtSince.put(table.id(), moments.size());
            followedSince.put(table.id(), NOT_YET);
        });
        return true;
    }

    /** As the keeper does every ten seconds. */
    private void follow() {
        store.engine.record();
        Set<TableId> covered = store.covered(store.beat());
        followedSince.replaceAll((table, since) ->
                since == NOT_YET && covered.contains(table) ? Integer.valueOf(moments.size()) : since);
    }

    private void requireClaimsAreRight(Moment moment, Set<TableId> covered) {
        int number = moments.indexOf(moment);
        for (TableId table : store.tables()) {
            if (number < builtSince.getOrDefault(table, 0)) {
                assertThat(covered).as("%s was altered since %s", table, moment).doesNotContain(table);
            }
            if (number >= followedSince.getOrDefault(table, 0)) {
                assertThat(covered).as("%s at %s", table, moment).contains(table);
            }
            if (!covered.contains(table)) {
                assertThatExceptionOfType(RestoreException.class)
                        .isThrownBy(() -> store.engine.journal().requireCovered(List.of(table), moment))
                        .withMessageMatching("(?s).*(recorded since|recording ended after|are not recorded).*");
            }
        }
    }
}
