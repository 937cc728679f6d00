package io.tillback.ejb;

import io.tillback.model.ColumnName;
import io.tillback.model.Json;
import io.tillback.model.RestoreId;
import io.tillback.model.TableId;
import io.tillback.notice.Notice;
import io.tillback.notice.WrittenRow;
import io.tillback.notice.WrittenTable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Notices of restores as they leave the server. docs/OPERATIONS.md describes the JSON.
 *
 * @param store which store it is about
 */
record NoticeTexts(String store) {
    /** Where the REST interface lists all rows. */
    private static final String ROWS = "/tillback/api/v1/restores/%s/rows";

    /** Absent values are null. */
    private record NoticeText(
            String delivery,
            String store,
            String text,
            RestoreId restore,
            Instant writtenAt,
            String beyond,
            String rowsOf,
            List<TableText> tables) {}

    private record TableText(
            String schema,
            String name,
            long created,
            long changed,
            long removed,
            List<ColumnName> key,
            List<RowText> rows,
            Optional<Long> next,
            List<TableId> seenIn) {}

    private record RowText(String was, List<String> key) {}

    /** The same for every attempt. */
    String json(Notice notice) {
        return Json.write(new NoticeText(
                notice.id(),
                store,
                "[Tillback " + store + "] " + headline(notice),
                notice.restore(),
                notice.createdAt(),
                notice.beyond().name().toLowerCase(Locale.ROOT),
                ROWS.formatted(notice.restore()),
                notice.tables().stream().map(NoticeTexts::of).toList()));
    }

    private static String headline(Notice notice) {
        String tables = notice.tables().size() == 1
                ? notice.tables().get(0).table().toString()
                : notice.tables().size() + " tables";
        return "Restore %s has written %d row%s of %s"
                .formatted(notice.restore(), notice.written(), notice.written() == 1 ? "" : "s", tables);
    }

    private static TableText of(WrittenTable table) {
        return new TableText(
                table.table().schema(),
                table.table().name(),
                table.created(),
                table.changed(),
                table.removed(),
                table.key(),
                table.rows().stream()
                        .map(row -> new RowText(was(row), row.key().values()))
                        .toList(),
                next(table),
                table.seenIn());
    }

    /** From which number on the rows are to be read that are not listed. */
    private static Optional<Long> next(WrittenTable table) {
        if (table.isComplete() || table.key().isEmpty()) {
            return Optional.empty();
        }
        int listed = table.rows().size();
        return Optional.of(listed == 0 ? 0 : table.rows().get(listed - 1).number());
    }

    static String was(WrittenRow row) {
        return switch (row.action()) {
            case CREATE -> "created";
            case CHANGE -> "changed";
            case REMOVE -> "removed";
            case KEEP -> throw new IllegalStateException("A row that was kept was not written");
        };
    }
}
