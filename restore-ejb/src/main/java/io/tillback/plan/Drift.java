package io.tillback.plan;

import io.tillback.model.TableId;

/**
 * A difference between how a table was built then and how it is built now, and what the plan makes of it.
 *
 * @param table as it is called now
 * @param answer a full sentence for people: the fact, then what the plan does
 */
public record Drift(TableId table, Kind kind, String answer) {
    public enum Kind {
        TABLE_RENAMED,
        TABLE_DROPPED,
        TABLE_PARTITIONED,
        KEY_CHANGED,
        COLUMN_ADDED,
        COLUMN_DROPPED,
        COLUMN_RETYPED,
        COLUMN_MAPPED,
        VALUES_UNFIT
    }
}
