package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.engine.Interleaving.PlannedRow;
import io.tillback.engine.WalTransactions.Done;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.fault.ErrorCode;
import io.tillback.model.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds what applies did and said against the write-ahead log, in which marks tell where each began and ended. */
final class InterleavingJudge {
    private static final String MOVED = "rows were changed after the preview: ";

    /** Of unique values that change places: a foreign key's action stands against it, whoever writes meanwhile. */
    private static final String REPLACED = "they would have to be taken out and put in again";

    private static final String MORE = " and perhaps more";

    private final Map<String, Interleaving> all;
    private final LongPredicate isStores;
    private final TrueTables state = new TrueTables();

    /** As it was when the plan was made. */
    private TrueTables previewed = new TrueTables();

    private @Nullable Interleaving current;

    /** From when the apply began. */
    private List<TrueTables> seen = new ArrayList<>();

    private boolean applied;

    /** @param all by their numbers */
    InterleavingJudge(Map<String, Interleaving> all, LongPredicate isStores) {
        this.all = all;
        this.isStores = isStores;
    }

    void judge(List<Done> log) {
        for (Done done : log) {
            done.mark().ifPresent(this::turn);
            if (done.changes().isEmpty()) {
                continue;
            }
            TrueTables before = state.copy();
            state.apply(done.changes());
            if (!isStores.test(done.id())) {
                requireAsPlanned(done.id(), before);
            }
            if (current != null) {
                seen.add(state.copy());
            }
        }
    }

    private void turn(String mark) {
        String[] words = mark.split(" ", -1);
        Interleaving interleaving = all.get(words[1]);
        if (interleaving == null) {
            return;
        }
        switch (words[0]) {
            case "previewed" -> {
                previewed = state.copy();
                assertThat(moved(interleaving, state))
                        .as("%s: what the plan saw is what was there", interleaving.number())
                        .isEmpty();
            }
            case "begins" -> {
                current = interleaving;
                seen = new ArrayList<>(List.of(state.copy()));
                applied = false;
            }
            default -> {
                requireSaidRightly(interleaving);
                current = null;
            }
        }
    }

    private void requireAsPlanned(long transaction, TrueTables before) {
        Interleaving interleaving = current;
        if (interleaving == null) {
            throw new AssertionError("Transaction " + transaction + " is not the store's, and nothing was applied");
        }
        assertThat(interleaving.transaction())
                .as("%s: who wrote", interleaving.number())
                .contains(transaction);
        Set<String> moved = moved(interleaving, before);
        moved.removeIf(row -> isBeside(interleaving, row));
        assertThat(moved)
                .as("%s: rows that had moved when they were written", interleaving.number())
                .isEmpty();
        TrueTables expected = asPlanned(interleaving, before);
        for (TableId table : InterleavedStore.tables()) {
            assertThat(counted(state.of(table)))
                    .as("%s: rows of %s", interleaving.number(), table)
                    .isEqualTo(counted(expected.of(table)));
        }
        applied = true;
    }

    /** A row without a key that is only added, after it was compared: another like it may be added at the same time. */
    private boolean isBeside(Interleaving interleaving, String row) {
        return interleaving.planned().stream()
                        .filter(planned -> planned.name().equals(row))
                        .allMatch(planned -> planned.isAddedWithoutKey())
                && seen.stream().anyMatch(rows -> !moved(interleaving, rows).contains(row));
    }

    private static Map<String, Long> counted(Collection<TrueRow> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> row.values().toString(), TreeMap::new, Collectors.counting()));
    }

    /** All rows, had the plan been applied to them. */
    private static TrueTables asPlanned(Interleaving interleaving, TrueTables before) {
        TrueTables expected = before.copy();
        for (PlannedRow planned : interleaving.planned()) {
            Optional<TrueRow> there = planned.live().flatMap(live -> find(planned, live, before));
            there.ifPresent(expected.of(planned.id())::remove);
            planned.target().ifPresent(target -> {
                Map<String, String> values = new TreeMap<>();
                there.ifPresent(row -> values.putAll(row.values()));
                values.keySet().removeAll(planned.columns());
                values.putAll(target.values());
                expected.of(planned.id()).add(new TrueRow(values));
            });
        }
        return expected;
    }

    private static Optional<TrueRow> find(PlannedRow planned, TrueRow live, TrueTables rows) {
        List<String> key = InterleavedStore.keysOf(planned.id());
        return key.isEmpty()
                ? rows.of(planned.id()).stream().filter(live::equals).findFirst()
                : rows.find(planned.id(), key, planned.key().values());
    }

    private Set<String> moved(Interleaving interleaving, TrueTables rows) {
        return interleaving.planned().stream()
                .filter(planned -> isMoved(planned, rows))
                .map(PlannedRow::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isMoved(PlannedRow planned, TrueTables rows) {
        List<String> key = InterleavedStore.keysOf(planned.id());
        if (key.isEmpty()) {
            TrueRow row = planned.live().or(planned::target).orElseThrow();
            return Collections.frequency(rows.of(planned.id()), row)
                    != Collections.frequency(previewed.of(planned.id()), row);
        }
        Optional<TrueRow> now = rows.find(planned.id(), key, planned.key().values());
        return !now.map(row -> of(row, planned.columns())).equals(planned.live());
    }

    private static TrueRow of(TrueRow row, List<String> columns) {
        Map<String, String> values = new TreeMap<>(row.values());
        values.keySet().retainAll(columns);
        return new TrueRow(values);
    }

    private void requireSaidRightly(Interleaving interleaving) {
        assertThat(applied)
                .as("%s: whether it wrote", interleaving.number())
                .isEqualTo(interleaving.refusal().isEmpty());
        if (interleaving.isRefused(ErrorCode.ROWS_MOVED)) {
            requireNamedRightly(
                    interleaving, interleaving.refusal().orElseThrow().fact());
            return;
        }
        interleaving.refusal().ifPresent(refused -> {
            assertThat(interleaving.isRefused(ErrorCode.CONSTRAINT_VIOLATED)
                            || interleaving.isRefused(ErrorCode.PLAN_BLOCKED))
                    .as("%s: %s", interleaving.number(), refused)
                    .isTrue();
            if (!refused.fact().contains(REPLACED) && !mayNeedTwoOrders(interleaving)) {
                requireReason(interleaving);
            }
        });
    }

    /** A unique value that one row gives up for another, which a third refers to, is refused although all fits in the end. */
    private static boolean mayNeedTwoOrders(Interleaving interleaving) {
        return interleaving.isRefused(ErrorCode.CONSTRAINT_VIOLATED)
                && interleaving.planned().stream()
                                .filter(planned -> planned.id().equals(InterleavedStore.ITEM))
                                .map(PlannedRow::action)
                                .distinct()
                                .count()
                        > 1;
    }

    /** All rows that had moved when it began and had not come back when it ended; none that had not moved in between. */
    private void requireNamedRightly(Interleaving interleaving, String fact) {
        boolean areMore = fact.endsWith(MORE);
        String names = fact.substring(fact.indexOf(MOVED) + MOVED.length());
        Set<String> named =
                new TreeSet<>(Arrays.asList(names.substring(0, names.length() - (areMore ? MORE.length() : 0))
                        .split(", (?=shop\\.)", -1)));
        Set<String> always = moved(interleaving, seen.get(0));
        Set<String> ever = new TreeSet<>();
        for (TrueTables rows : seen) {
            Set<String> moved = moved(interleaving, rows);
            always.retainAll(moved);
            ever.addAll(moved);
        }
        assertThat(ever)
                .as("%s: rows that moved: %s", interleaving.number(), fact)
                .containsAll(named);
        if (!areMore) {
            assertThat(named)
                    .as("%s: rows that are named", interleaving.number())
                    .containsAll(always);
        }
    }

    /** Where no planned row moved, what the plan writes does not go together with what is there. */
    private void requireReason(Interleaving interleaving) {
        assertThat(seen.stream()
                        .anyMatch(rows ->
                                !moved(interleaving, rows).isEmpty() || !fitsTogether(asPlanned(interleaving, rows))))
                .as(
                        "%s: a reason for %s, of %s to write %s, where there was %s",
                        interleaving.number(),
                        interleaving.refusal(),
                        interleaving.plan().request(),
                        interleaving.planned(),
                        seen)
                .isTrue();
    }

    /** Unique values, and foreign keys. */
    private static boolean fitsTogether(TrueTables rows) {
        List<String> codes = values(rows, InterleavedStore.ITEM, "code");
        return codes.stream().distinct().count() == codes.size()
                && refers(rows, InterleavedStore.ITEM, "seller", InterleavedStore.SELLER)
                && refers(rows, InterleavedStore.ITEM, "follows", InterleavedStore.ITEM)
                && refers(rows, InterleavedStore.TAG, "item", InterleavedStore.ITEM)
                && refers(rows, InterleavedStore.SALE, "item", InterleavedStore.ITEM);
    }

    private static boolean refers(TrueTables rows, TableId from, String column, TableId to) {
        return values(rows, to, "id").containsAll(values(rows, from, column));
    }

    private static List<String> values(TrueTables rows, TableId table, String column) {
        return rows.of(table).stream()
                .flatMap(row -> row.value(column).stream())
                .toList();
    }
}
