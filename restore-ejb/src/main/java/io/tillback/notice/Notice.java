package io.tillback.notice;

import io.tillback.model.RestoreId;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;

/**
 * Word of a committed restore, on its way to the store. Written in the restore's own transaction, delivered at least once.
 *
 * @param number grows with every notice
 * @param tables those the restore wrote to
 * @param attempts deliveries that failed so far
 */
public record Notice(long number, RestoreId restore, List<TableId> tables, Instant createdAt, int attempts) {
    public Notice {
        tables = List.copyOf(tables);
    }
}
