package io.tillback.journal;

import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.Segment;
import io.tillback.model.StoreSchema.Unprotected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what is recorded in pieces of a certain age, and drops the oldest. */
public final class Segments {
    private final JournalSegments segments;

    public Segments(JournalSegments segments) {
        this.segments = segments;
    }

    /** @return what has to wait for others to let go of it */
    public List<Unprotected> begin(Duration length) {
        List<Unprotected> waiting = new ArrayList<>();
        each(segments.findFull(length), segments::beginNext, waiting);
        each(segments.findDone(), segments::settle, waiting);
        return waiting;
    }

    /**
     * Lets records of settled segments be found by their row's key: nobody writes to them, so that it costs no write of the
     * store's. One that cannot be indexed keeps none of the others from it.
     *
     * @return what has to wait for others to let go of it
     * @throws RestoreException the first failure, after all were tried
     */
    public List<Unprotected> index() {
        List<Unprotected> waiting = new ArrayList<>();
        List<RestoreException> failures = new ArrayList<>();
        for (Segment segment : segments.findUnindexed()) {
            try {
                each(List.of(segment), segments::index, waiting);
            } catch (RestoreException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return waiting;
    }

    /**
     * Drops what is needed for no moment from the given one on.
     *
     * @return what has to wait for others to let go of it
     */
    public List<Unprotected> dropBefore(Moment moment) {
        List<Unprotected> waiting = new ArrayList<>();
        each(segments.findExpired(moment), segment -> segments.drop(segment, moment), waiting);
        segments.forgetBefore(moment);
        return waiting;
    }

    private static void each(List<Segment> all, Consumer<Segment> step, List<Unprotected> waiting) {
        all.forEach(segment -> Held.unlessHeld(
                "Segment " + segment.number() + " of companion " + segment.companion(),
                () -> step.accept(segment),
                waiting));
    }
}
