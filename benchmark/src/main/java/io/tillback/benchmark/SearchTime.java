package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import io.tillback.journal.ChangeFinder;
import io.tillback.journal.FoundTransaction;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangeCriteria.By;
import io.tillback.model.ChangeCriteria.Rows;
import io.tillback.model.ChangeCriteria.Window;
import io.tillback.model.ColumnName;
import io.tillback.model.Condition;
import io.tillback.model.RowKey;
import io.tillback.plan.RowBiographer;
import io.tillback.plan.RowLife;
import io.tillback.snapshot.KeyIndexes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What somebody who looks for damage asks, among the changes of three days: each question as a page of the console asks it. */
final class SearchTime implements Measure {
    private static final int WARM_UPS = 5;
    private static final int PAGE = 25;
    private static final int ROWS = 50;
    private static final List<String> ASKED = List.of("search by key", "first page of drill-down", "a row's life");

    @Override
    public List<Measured> take(Bench bench) {
        try (InvestigatedStore store = InvestigatedStore.create(bench)) {
            Map<String, List<Double>> times = new LinkedHashMap<>();
            questions(store).forEach((name, question) -> times.put(name, millis(bench, question)));
            double worst = ASKED.stream()
                    .mapToDouble(name -> Measured.median(times.getOrDefault(name, List.of())))
                    .max()
                    .orElseThrow();
            List<String> details = new ArrayList<>(List.of(
                    store.description(),
                    "The worst of the medians of %s. Each was asked %d times before it was measured."
                            .formatted(ASKED, WARM_UPS)));
            times.forEach((name, runs) -> details.add("%s: %s ms; run by run %s."
                    .formatted(
                            name,
                            Runs.number(Measured.median(runs)),
                            runs.stream().map(Runs::number).toList())));
            return List.of(new Measured(
                    "search-ms",
                    worst,
                    null,
                    null,
                    "at most 200 ms",
                    Bound.oursAtMost(200),
                    "ms",
                    bench.options().runs(),
                    details));
        }
    }

    private static List<Double> millis(Bench bench, Runnable question) {
        List<Double> millis = new ArrayList<>();
        for (int run = -WARM_UPS; run < bench.options().runs(); run++) {
            double seconds = Stopwatch.seconds(question);
            if (run >= 0) {
                millis.add(seconds * 1_000);
            }
        }
        return millis;
    }

    private static Map<String, Runnable> questions(InvestigatedStore store) {
        ChangeFinder finder = store.engine().changeFinder();
        RowBiographer biographer = store.engine().biographer(new KeyIndexes());
        RowKey gone = store.removed();
        ChangeCriteria byKey = criteria(keyed(gone), By.ANYBODY, List.of(), Window.ALL);
        ChangeCriteria byActor = criteria(Rows.ANY, actor(store.actor()), List.of(), Window.ALL);
        ChangeCriteria page = byActor.within(require(find(finder, byActor), PAGE));
        long one = find(finder, byActor).get(0).number();
        Window window = new Window(Optional.of(store.from()), Optional.of(store.to()), Optional.empty());
        Window sinceRelease = new Window(Optional.empty(), Optional.empty(), Optional.of(store.release()));
        Map<String, Runnable> questions = new LinkedHashMap<>();
        questions.put("search by key", () -> require(find(finder, byKey), 2));
        questions.put("first page of drill-down", () -> requireRows(finder, page));
        questions.put("a row's life", () -> requireLife(biographer, gone));
        questions.put(
                "newest changes",
                () -> require(find(finder, criteria(Rows.ANY, By.ANYBODY, List.of(), Window.ALL)), PAGE));
        questions.put("search by actor", () -> require(find(finder, byActor), PAGE));
        questions.put(
                "search by transaction",
                () -> require(find(finder, criteria(Rows.ANY, By.ANYBODY, List.of(one), Window.ALL)), 1));
        questions.put(
                "search by window",
                () -> require(find(finder, criteria(Rows.ANY, By.ANYBODY, List.of(), window)), PAGE));
        questions.put(
                "search by column, value before and after, since a release",
                () -> require(find(finder, criteria(becameRare(), By.ANYBODY, List.of(), sinceRelease)), 1));
        questions.put("counts over time of an actor", () -> finder.count(byActor));
        questions.put(
                "counts over time of all", () -> finder.count(criteria(Rows.ANY, By.ANYBODY, List.of(), Window.ALL)));
        return questions;
    }

    private static ChangeCriteria criteria(Rows rows, By by, List<Long> transactions, Window window) {
        return new ChangeCriteria(Optional.of(InvestigatedStore.TABLE), rows, by, transactions, window);
    }

    private static Rows keyed(RowKey key) {
        return new Rows(Optional.of(key), List.of(), Optional.empty(), Optional.empty(), Set.of());
    }

    private static Rows becameRare() {
        ColumnName status = new ColumnName("status");
        return new Rows(
                Optional.empty(),
                List.of(),
                Optional.of(new Condition.Compare(status, Condition.Operator.EQUAL, InvestigatedStore.COMMON)),
                Optional.of(new Condition.Compare(status, Condition.Operator.EQUAL, InvestigatedStore.RARE)),
                Set.of());
    }

    private static By actor(String name) {
        return new By(Optional.of(name), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static List<FoundTransaction> find(ChangeFinder finder, ChangeCriteria criteria) {
        return finder.find(criteria, "", PAGE).transactions();
    }

    /** A search that found nothing would be measured as a fast one. */
    private static List<Long> require(List<FoundTransaction> found, int atLeast) {
        if (found.size() < atLeast) {
            throw new IllegalStateException("%d transactions were found, of %d".formatted(found.size(), atLeast));
        }
        return found.stream().map(FoundTransaction::number).toList();
    }

    private static void requireLife(RowBiographer biographer, RowKey key) {
        RowLife life = biographer.load(InvestigatedStore.TABLE, key, "", PAGE);
        if (life.lastHeld().isEmpty()) {
            throw new IllegalStateException("It is not known when the row last existed: " + life);
        }
    }

    private static void requireRows(ChangeFinder finder, ChangeCriteria page) {
        int rows = finder.load(page, "", ROWS).steps().size();
        if (rows < ROWS) {
            throw new IllegalStateException(rows + " rows were found, of " + ROWS);
        }
    }
}
