package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangeCriteria.By;
import io.tillback.model.ChangeCriteria.Rows;
import io.tillback.model.ChangeCriteria.Window;
import io.tillback.model.Moment;
import io.tillback.shipment.Recalled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Three days of changes that lie in the object store alone: brought back, and searched by key then. */
final class RecallTime implements Measure {
    private static final int WARM_UPS = 5;
    private static final int PAGE = 25;

    @Override
    public List<Measured> take(Bench bench) {
        try (InvestigatedStore store = InvestigatedStore.create(bench, Engine::ship)) {
            String description = store.description();
            double dropping = Stopwatch.seconds(() -> drop(store));
            List<Recalled> recalled = new ArrayList<>();
            double recalling = Stopwatch.seconds(
                    () -> recalled.add(store.engine().recaller().recall(store.beginning(), new Steps())));
            List<Double> millis = new ArrayList<>();
            for (int run = -WARM_UPS; run < bench.options().runs(); run++) {
                double seconds = Stopwatch.seconds(() -> search(store));
                if (run >= 0) {
                    millis.add(seconds * 1_000);
                }
            }
            return List.of(new Measured(
                    "recalled-search-ms",
                    Measured.median(millis),
                    null,
                    null,
                    "at most 200 ms",
                    Bound.oursAtMost(200),
                    "ms",
                    bench.options().runs(),
                    List.of(
                            description,
                            "Shipped hour by hour, then dropped in %s s.".formatted(Runs.number(dropping)),
                            "Bringing %,d records back took %s s, once."
                                    .formatted(records(recalled.get(0)), Runs.number(recalling)),
                            "Run by run: " + millis.stream().map(Runs::number).toList())));
        }
    }

    private static void drop(InvestigatedStore store) {
        store.engine().settleSegments();
        Moment now = store.journal().beat();
        store.engine().ship();
        store.engine().segments().dropBefore(now);
        long left = store.journal().records(InvestigatedStore.TABLE);
        if (left > 0) {
            throw new IllegalStateException(left + " records were not dropped");
        }
    }

    private static long records(Recalled recalled) {
        return recalled.tables().stream().mapToLong(Recalled.Table::records).sum();
    }

    private static void search(InvestigatedStore store) {
        Rows removed = new Rows(Optional.of(store.removed()), List.of(), Optional.empty(), Optional.empty(), Set.of());
        ChangeCriteria criteria =
                new ChangeCriteria(Optional.of(InvestigatedStore.TABLE), removed, By.ANYBODY, List.of(), Window.ALL);
        int found = store.engine()
                .changeFinder()
                .find(criteria, "", PAGE)
                .transactions()
                .size();
        if (found < 2) {
            throw new IllegalStateException(found + " transactions were found");
        }
    }
}
