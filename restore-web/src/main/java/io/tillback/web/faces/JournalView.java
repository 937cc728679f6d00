package io.tillback.web.faces;

import io.tillback.journal.Coverage;
import io.tillback.journal.JournalStock;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.web.faces.RecordedTable.Span;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the change journal covers, and where it ended. */
@Named
@ViewScoped
public class JournalView implements Serializable {
    private static final long serialVersionUID = 1L;

    /** More than so many are counted, not told. */
    private static final int MOST_TOLD = 3;

    @Inject
    private Engine engine;

    private transient @Nullable List<Coverage> coverage;
    private transient @Nullable List<Unprotected> unrecorded;
    private transient @Nullable JournalStock stock;

    /** Also what the page's poll does. */
    public void load() {
        coverage = engine.journals().listCoverage();
        unrecorded = engine.journals().listUnrecorded();
        stock = engine.journals().measure();
    }

    public boolean isOn() {
        return engine.journals().isOn();
    }

    public Duration kept() {
        return engine.journals().kept();
    }

    public JournalStock stock() {
        if (stock == null) {
            stock = engine.journals().measure();
        }
        return stock;
    }

    private List<Coverage> coverage() {
        if (coverage == null) {
            coverage = engine.journals().listCoverage();
        }
        return coverage;
    }

    /** Those that are recorded no more first, then by name. */
    public List<RecordedTable> tables() {
        JournalStock measured = stock();
        return byTable(intervals -> intervals.stream()
                .mapToLong(interval -> measured.bytesOf(interval.companion().number()))
                .sum());
    }

    private interface Size {
        long of(List<Coverage> intervals);
    }

    private List<RecordedTable> byTable(Size size) {
        Map<TableId, List<Coverage>> intervals = coverage().stream()
                .collect(Collectors.groupingBy(
                        interval -> interval.companion().table().id(), LinkedHashMap::new, Collectors.toList()));
        return intervals.entrySet().stream()
                .map(table -> new RecordedTable(table.getKey(), table.getValue(), size.of(table.getValue())))
                .sorted(Comparator.comparing(RecordedTable::isRecorded))
                .toList();
    }

    public List<Unprotected> unrecorded() {
        if (unrecorded == null) {
            unrecorded = engine.journals().listUnrecorded();
        }
        return unrecorded;
    }

    public long recordedCount() {
        return byTable(intervals -> 0).stream()
                .filter(RecordedTable::isRecorded)
                .count();
    }

    /** Since when every change of every table that is recorded now is recorded. */
    public Optional<Instant> allSince() {
        return byTable(intervals -> 0).stream()
                .flatMap(table -> table.since().stream())
                .max(Comparator.naturalOrder());
    }

    /** The first instant that the pages' lines show. */
    public Instant lineFrom() {
        return coverage().stream()
                .map(interval -> interval.since().takenAt())
                .min(Comparator.naturalOrder())
                .orElseGet(this::lineTo);
    }

    /** The last one: the newest moment. */
    public Instant lineTo() {
        return stock().newest().orElse(Instant.EPOCH);
    }

    public List<Span> line(RecordedTable table) {
        return table.spans(lineFrom(), lineTo());
    }

    /** Tables whose recording ended within the time that is kept, the last one first; no more than a banner holds. */
    public List<RecordedTable> broken() {
        return allBroken().stream().limit(MOST_TOLD).toList();
    }

    public long moreBroken() {
        return Math.max(0, allBroken().size() - MOST_TOLD);
    }

    private List<RecordedTable> allBroken() {
        // What was brought back from before is of the past.
        Instant oldest = lineTo().minus(kept());
        return byTable(intervals -> 0).stream()
                .filter(table -> table.lastEnd()
                        .filter(end -> end.last().takenAt().isAfter(oldest))
                        .isPresent())
                .sorted(Comparator.comparing((RecordedTable table) ->
                                table.lastEnd().orElseThrow().last().takenAt())
                        .reversed())
                .toList();
    }
}
