package io.tillback.notice;

import io.tillback.model.RestoreId;
import java.time.Instant;
import java.util.List;

/**
 * Word of a committed restore, on its way to those concerned. Written in the restore's own transaction, delivered at least
 * once by each channel, the same however often it has to be sent.
 *
 * @param number grows with every notice
 * @param id the same for every attempt and every channel, unlike any other notice's
 * @param tables those the restore wrote to
 * @param beyond what else it may have changed
 * @param createdAt shortly before the commit
 */
public record Notice(
        long number, String id, RestoreId restore, List<WrittenTable> tables, Beyond beyond, Instant createdAt) {
    /** More rows are counted only, over all tables; and more characters of their keys. */
    public static final int MOST_ROWS = 1_000;

    public static final int MOST_KEY_CHARACTERS = 200_000;

    /** What a restore may have changed beside the rows it wrote. */
    public enum Beyond {
        NOTHING,
        /** The store's own triggers fired, or it is not known what was written. */
        ANYTHING
    }

    public Notice {
        tables = List.copyOf(tables);
    }

    public long written() {
        return tables.stream().mapToLong(WrittenTable::written).sum();
    }
}
