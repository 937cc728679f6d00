package io.tillback.benchmark;

import io.tillback.model.AlertCause;
import io.tillback.notice.AlertBook;
import io.tillback.notice.AlertChannel;
import io.tillback.notice.AlertOutbox;
import io.tillback.notice.ChangeWatch;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Alerts of a database while its changes are recorded, looked for as the server does, by its defaults. */
final class RunningAlerts implements AutoCloseable {
    static final Duration LOOK = Duration.ofSeconds(10);

    /** So that a run of some looks is over when the last of them is. */
    private static final Duration FIRST = Duration.ofMillis(8_500);

    private static final Duration MEASURE = Duration.ofMillis(6_500);
    private static final Duration GATHER = Duration.ofSeconds(2);

    private static final ChangeWatch.Limits LARGE = new ChangeWatch.Limits(10_000, 25);
    private static final AlertBook.Limits LATE = new AlertBook.Limits(Duration.ofMinutes(15), Duration.ofMinutes(5));

    private static final ChangeWatch.Values VALUES = new ChangeWatch.Values(
            50, Duration.ofDays(1), new ChangeWatch.Constant(100, 10), new ChangeWatch.Columns(List.of(), List.of()));

    private final Engine engine;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger looks = new AtomicInteger();
    private final List<ScheduledFuture<?>> rounds;

    private RunningAlerts(Engine engine) {
        this.engine = engine;
        look();
        this.rounds = List.of(
                clock.scheduleAtFixedRate(this::look, FIRST.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS),
                clock.scheduleAtFixedRate(this::measure, MEASURE.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS),
                clock.scheduleAtFixedRate(this::gather, GATHER.toMillis(), GATHER.toMillis(), TimeUnit.MILLISECONDS));
    }

    static RunningAlerts begin(Engine engine) {
        return new RunningAlerts(engine);
    }

    private void look() {
        engine.alertBook().watch(LATE);
        engine.changeWatch().look(LARGE, VALUES, table -> Optional.empty());
        engine.changeWatch().learn(VALUES);
        looks.incrementAndGet();
    }

    private void measure() {
        engine.changeWatch().measure();
    }

    private void gather() {
        AlertOutbox outbox = engine.alertOutbox();
        outbox.gather(
                Duration.ofSeconds(15),
                EnumSet.allOf(AlertCause.Kind.class),
                Set.copyOf(EnumSet.allOf(AlertChannel.class)));
    }

    /** How often was looked, the first time among them. */
    int looks() {
        return looks.get();
    }

    @Override
    public void close() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("A look for alerts does not end");
            }
            for (ScheduledFuture<?> round : rounds) {
                if (!round.isCancelled()) {
                    round.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A look for alerts failed while it was measured", e.getCause());
        }
    }
}
