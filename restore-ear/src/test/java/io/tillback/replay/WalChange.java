package io.tillback.replay;

import java.time.Instant;
import java.util.Map;

/**
 * One row that came, went or changed, as the write-ahead log has it.
 *
 * @param table as schema.name, quoted where it has to be
 * @param before by column; without those that were null, and empty for a row that came
 * @param after likewise, and empty for a row that went
 */
record WalChange(
        String transaction, Instant committedAt, String table, Map<String, String> before, Map<String, String> after) {
    WalChange {
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    /** A column of the row, as it was before, or, of one that came, after. */
    String value(String column) {
        return (before.isEmpty() ? after : before).getOrDefault(column, "");
    }

    boolean changes(String column) {
        return !before.getOrDefault(column, "\0").equals(after.getOrDefault(column, "\0"));
    }
}
