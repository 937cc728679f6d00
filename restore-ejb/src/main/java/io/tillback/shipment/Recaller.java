package io.tillback.shipment;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Coverage;
import io.tillback.journal.Journal;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.shipment.Reaching.Recallable;
import io.tillback.shipment.RecallTarget.Work;
import io.tillback.shipment.Shipment.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Brings back into the journal what was dropped of it after it had been shipped: searches, lives of rows and plans then reach as
 * far back, as if it had never been dropped.
 *
 * @see <a href="docs/JOURNAL.md#recalls">JOURNAL.md, recalls</a>
 */
public final class Recaller {
    /** Of one table; the others can be brought back all the same. */
    private static final Set<ErrorCode> OF_ONE = Set.of(
            ErrorCode.LOCK_NOT_AVAILABLE,
            ErrorCode.MOMENT_NOT_COVERED,
            ErrorCode.SHIPMENT_DAMAGED,
            ErrorCode.VALUE_UNFIT,
            ErrorCode.CONSTRAINT_VIOLATED,
            ErrorCode.DATABASE_FAILED);

    private final ShipmentReader shipments;
    private final Journal journal;
    private final RecallTarget target;
    private final Duration toldWithin;

    /** @param toldWithin how long before a change it may have been told who makes it */
    public Recaller(ShipmentReader shipments, Journal journal, RecallTarget target, Duration toldWithin) {
        this.shipments = shipments;
        this.journal = journal;
        this.target = target;
        this.toldWithin = toldWithin;
    }

    /**
     * Brings back all that was recorded since an instant. Each table by itself: what fails of one is told, and no reason to do
     * without the others. What is there already stays.
     *
     * @throws RestoreException SHIPMENT_MISSING if nothing leads there, JOB_CANCELLED
     */
    public Recalled recall(Instant from, Progress progress) {
        progress.step("Looking for shipments since " + from);
        List<Coverage> known = journal.findCoverage();
        RecallChain.Found chain = new RecallChain(shipments, this::includes, journal.incarnation())
                .find(newestSince(known), from.minus(toldWithin), progress);
        List<Link> links = chain.newestFirst();
        List<Recallable> all = new Reaching(links, from, this::includes).find(known);
        List<String> problems = new ArrayList<>(tooShort(chain, from));
        List<Recalled.Table> tables = new ArrayList<>();
        if (!all.isEmpty()) {
            progress.expect(all.stream().mapToLong(Recallable::rows).sum(), 0);
            progress.step("Bringing moments back, and who made changes");
            load(target.bringMoments(), parts(links, Link::moments), progress);
            load(target.bringWho(links.get(0).moment()), parts(links, Link::transactions), progress);
        }
        for (Recallable each : all) {
            recall(each, tables, problems, progress);
        }
        return new Recalled(tables, problems);
    }

    private boolean includes(Moment later, Moment earlier) {
        return !journal.findSeen(later, List.of(earlier)).isEmpty();
    }

    /** Where nothing is kept any more, what was shipped last leads back. */
    private Moment newestSince(List<Coverage> known) {
        return known.stream()
                .map(Coverage::since)
                .max(Comparator.comparing(Moment::takenAt))
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.MOMENT_NOT_COVERED,
                        "Cannot bring back what was recorded: the journal knows of no table",
                        "Switch it on (tillback.journal=on), and ask again once a table is recorded."));
    }

    private static List<String> tooShort(RecallChain.Found chain, Instant from) {
        Link oldest = chain.newestFirst().get(chain.newestFirst().size() - 1);
        return chain
                .stop()
                .filter(stop -> oldest.from().takenAt().isAfter(from))
                .map(stop -> "Nothing from before " + oldest.from().takenAt() + " can be brought back: " + stop)
                .stream()
                .toList();
    }

    private static List<Part> parts(List<Link> newestFirst, Function<Link, Optional<Part>> part) {
        List<Part> oldestFirst = new ArrayList<>(
                newestFirst.stream().flatMap(link -> part.apply(link).stream()).toList());
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }

    private void recall(Recallable each, List<Recalled.Table> done, List<String> problems, Progress progress) {
        Coverage interval = each.interval();
        progress.step("Bringing back what was recorded of "
                + interval.companion().table().id());
        try {
            Work work = each.known()
                    .map(known -> target.extend(known, interval.since()))
                    .orElseGet(() -> target.renew(interval));
            long records = load(work, each.records(), progress);
            done.add(new Recalled.Table(interval.companion().table().id(), interval.since(), records));
        } catch (RestoreException e) {
            if (!OF_ONE.contains(e.code())) {
                throw e;
            }
            problems.add(e.fact() + ". " + e.hint());
        }
    }

    /** @return how many lines were added */
    private long load(Work begun, List<Part> parts, Progress progress) {
        long loaded = 0;
        try (Work work = begun) {
            for (Part part : parts) {
                progress.checkCancelled();
                try (RebuildTarget.Load load = work.load()) {
                    shipments.read(part, load::write);
                    long lines = load.complete();
                    loaded += lines;
                    progress.advance(lines, part.data().bytes());
                }
            }
            return loaded - work.finish();
        }
    }
}
