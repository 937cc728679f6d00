package io.tillback.jdbc;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.WrittenSql;
import io.tillback.model.Json;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.notice.Notice;
import io.tillback.notice.Notice.Beyond;
import io.tillback.notice.WrittenRow;
import io.tillback.notice.WrittenTable;
import io.tillback.plan.RowAction;
import io.tillback.plan.TablePlan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A restore's notice, and the tables that it wrote, as rows of its own transaction. */
final class NoticeRows {
    private final Session session;
    private final WrittenSql sql;
    private int roomForRows = Notice.MOST_ROWS;
    private int roomForCharacters = Notice.MOST_KEY_CHARACTERS;

    NoticeRows(Session session, WrittenSql sql) {
        this.session = session;
        this.sql = sql;
    }

    /**
     * @param planned the rows of a table that are written
     * @return how many tables were noted: those written, and those that show their rows
     */
    int write(RestoreId restore, List<TablePlan> tables, Function<TablePlan, Table> planned, StoreTriggers triggers) {
        Map<TableId, List<TableId>> seenIn = findSeenIn(tables);
        List<WrittenTable> written = new ArrayList<>();
        for (TablePlan table : tables) {
            written.add(new WrittenTable(
                    table.table(),
                    table.counts().create(),
                    table.counts().change(),
                    table.counts().remove(),
                    table.key(),
                    table.key().isEmpty() ? List.of() : firstRows(planned.apply(table)),
                    seenIn.getOrDefault(table.table(), List.of())));
        }
        Beyond beyond = triggers == StoreTriggers.SUPPRESS ? Beyond.NOTHING : Beyond.ANYTHING;
        session.update(
                "INSERT INTO tillback.notice (restore, tables, beyond) VALUES (?, ?, ?)",
                restore.value(),
                Json.write(written),
                beyond.name());
        return note(restore, written);
    }

    private Map<TableId, List<TableId>> findSeenIn(List<TablePlan> tables) {
        Map<TableId, List<TableId>> seenIn = new HashMap<>();
        session.query(
                sql.seenIn(),
                row -> seenIn.computeIfAbsent(
                                new TableId(row.getString(1), row.getString(2)), written -> new ArrayList<>())
                        .add(new TableId(row.getString(3), row.getString(4))),
                Json.write(tables.stream().map(TablePlan::table).toList()));
        return seenIn;
    }

    private List<WrittenRow> firstRows(Table table) {
        if (roomForRows == 0) {
            return List.of();
        }
        List<WrittenRow> first = new ArrayList<>();
        for (WrittenRow row : session.query(sql.page(table), NoticeRows::read, 0L, roomForRows)) {
            roomForCharacters -=
                    row.key().values().stream().mapToInt(String::length).sum();
            if (roomForCharacters < 0) {
                // What follows is read page by page: a later row must not be listed where an earlier one is not.
                roomForRows = 0;
                return first;
            }
            first.add(row);
        }
        roomForRows -= first.size();
        return first;
    }

    static WrittenRow read(ResultSet row) throws SQLException {
        return new WrittenRow(row.getLong(1), RowAction.valueOf(row.getString(2)), new RowKey(List.of((String[])
                row.getArray(3).getArray())));
    }

    /** Whoever asks for a view is answered as for the tables beneath. */
    private int note(RestoreId restore, List<WrittenTable> written) {
        Set<TableId> all = new LinkedHashSet<>();
        written.forEach(table -> {
            all.add(table.table());
            all.addAll(table.seenIn());
        });
        session.update("""
                INSERT INTO tillback.restored_table (table_schema, table_name, restore)
                SELECT t.schema, t.name, ?
                FROM json_to_recordset(?::json) AS t (schema text, name text)
                """, restore.value(), Json.write(all));
        return all.size();
    }
}
