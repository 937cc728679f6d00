package io.tillback.plan;

import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * What accepting a plan costs.
 *
 * @param from the target's moment; {@code to} is when the live rows were seen; both UTC
 * @param tables one entry for each table of the plan: its rows
 * @param changes one entry for each table of which every change since the target is recorded: its changes
 * @param unknowns windows in which changes may have happened that nothing recorded; empty means the figures are exact
 * @param headline what a person accepts: the unknowns first, then what is written, then that nothing else is
 * @param hash identifies all of it; 64 hexadecimal digits
 */
public record DataGap(
        Instant from,
        Instant to,
        List<TableGap> tables,
        List<TableChanges> changes,
        List<Unknown> unknowns,
        List<String> headline,
        String hash) {
    public DataGap {
        tables = List.copyOf(tables);
        // Plans kept by an earlier version do not say.
        changes = List.copyOf(Objects.requireNonNullElse(changes, List.of()));
        unknowns = List.copyOf(unknowns);
        headline = List.copyOf(headline);
    }

    /**
     * @param broughtBack rows whose values at the target come back
     * @param lost rows made since the target that the plan would take away
     * @param kept rows that differ from the target and stay as they are
     */
    public record TableGap(TableId table, long broughtBack, long lost, long kept) {}

    /** Of one table, all that was recorded since the target. */
    public record TableChanges(TableId table, ChangeCounts counts) {}

    /** Rows and changes that would be lost: of each table whichever are more. */
    public long lost() {
        return tables.stream()
                .mapToLong(rows -> LongStream.concat(
                                LongStream.of(rows.lost()),
                                changes.stream()
                                        .filter(other -> other.table().equals(rows.table()))
                                        .mapToLong(other -> other.counts().lost()))
                        .max()
                        .orElseThrow())
                .sum();
    }

    /** @param reason a full sentence */
    public record Unknown(TableId table, Instant from, Instant to, String reason) {}
}
