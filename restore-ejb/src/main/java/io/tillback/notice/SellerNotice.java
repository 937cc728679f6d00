package io.tillback.notice;

import io.tillback.model.RestoreId;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one seller is told of one restore: figures of rows of theirs, and of nobody else's.
 *
 * @param id names the notice to the seller; tells nothing else
 * @param at when it was made, in the restore's transaction
 * @param targetAt the moment whose state came back
 * @param takesBack the earlier restore that was taken back
 * @param word what the operator had to say to the sellers; may be empty
 * @param rows whether the rows can still be looked at
 * @param tables those that hold rows of the seller's, in the plan's order
 */
public record SellerNotice(
        String id,
        RestoreId restore,
        Instant at,
        Instant targetAt,
        Optional<RestoreId> takesBack,
        String word,
        Rows rows,
        List<OwnRows> tables) {
    /** The plan's rows are kept for some time. */
    public enum Rows {
        KEPT,
        DROPPED
    }

    public SellerNotice {
        tables = List.copyOf(tables);
    }

    /** Rows that came back, were set back, or went. */
    public long written() {
        return tables.stream().mapToLong(OwnRows::written).sum();
    }

    /** Changes since that moment that the restore took back although nobody wanted that. */
    public long lost() {
        return tables.stream()
                .flatMap(table -> table.changes().stream())
                .mapToLong(OwnChanges::lost)
                .sum();
    }

    private long removed() {
        return tables.stream().mapToLong(OwnRows::removed).sum();
    }

    /** What the seller can still do: in the operator's words; else in ours. */
    public String advice() {
        if (!word.isEmpty()) {
            return word;
        }
        String look = "Look through your rows. If one is not as it should be, tell the shop's operators the row's key.";
        return lost() > 0 || removed() > 0
                ? look + " What is gone does not come back by itself: enter it again, or do by hand what it was for."
                : look;
    }

    /**
     * The seller's rows of one table. A row that had been given to another seller since came back to the one, and went from
     * the other.
     *
     * @param created rows that came back
     * @param changed rows that were set back
     * @param removed rows that went
     * @param kept rows that differ from that moment and stayed as they are
     * @param changes empty where not every change was recorded
     */
    public record OwnRows(
            TableId table, long created, long changed, long removed, long kept, Optional<OwnChanges> changes) {
        public long written() {
            return created + changed + removed;
        }

        /** How many rows there are to look at. */
        public long total() {
            return written() + kept;
        }
    }

    /** Recorded changes to the seller's rows of one table that the restore took back: on purpose, and besides. */
    public record OwnChanges(long broughtBack, long lost) {}
}
