package io.tillback.jdbc;

import io.tillback.journal.RowStep;
import io.tillback.journal.TableDigest.ChangedColumn;
import io.tillback.journal.TableDigest.Pair;
import io.tillback.model.Column;
import io.tillback.model.RowKey;
import io.tillback.model.TableShape;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what became of rows, as {@link io.tillback.dialect.SearchSql} answers it. */
final class StepRows {
    private StepRows() {}

    static RowStep step(TableShape table, ResultSet row) throws SQLException {
        return new RowStep(
                table.id(),
                Long.parseUnsignedLong(row.getString(1)),
                Instants.at(row, 3),
                RecordRows.kind(row.getString(4)),
                new RowKey(List.of((String[]) row.getArray(5).getArray())),
                values(table.storedColumns(), row),
                row.getBoolean(9) ? RowStep.Knowledge.KNOWN : RowStep.Knowledge.UNKNOWN);
    }

    private static List<RowStep.Value> values(List<Column> columns, ResultSet row) throws SQLException {
        @Nullable String[] before = texts(row.getArray(6));
        @Nullable String[] after = texts(row.getArray(7));
        Array differing = row.getArray(8);
        Boolean[] differs = differing == null ? new Boolean[0] : (Boolean[]) differing.getArray();
        List<RowStep.Value> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (i >= differs.length || differs[i]) {
                values.add(new RowStep.Value(columns.get(i).name(), text(before, i), text(after, i)));
            }
        }
        return values;
    }

    private static @Nullable String[] texts(@Nullable Array array) throws SQLException {
        return array == null ? new String[0] : (@Nullable String[]) array.getArray();
    }

    private static Optional<String> text(@Nullable String[] texts, int i) {
        return i < texts.length ? Optional.ofNullable(texts[i]).map(RecordRows::shortened) : Optional.empty();
    }

    /** A pair of a column's values, or the column by itself. */
    record Line(int column, Pair pair, boolean isColumn) {
        static Line read(ResultSet row) throws SQLException {
            return new Line(
                    row.getInt(1),
                    new Pair(
                            Optional.ofNullable(row.getString(2)).map(RecordRows::shortened),
                            Optional.ofNullable(row.getString(3)).map(RecordRows::shortened),
                            row.getLong(4)),
                    row.getBoolean(5));
        }
    }

    static List<ChangedColumn> columns(TableShape table, List<Line> lines) {
        Map<Integer, Long> rows = new TreeMap<>();
        Map<Integer, List<Pair>> pairs = new TreeMap<>();
        for (Line line : lines) {
            if (line.isColumn()) {
                rows.put(line.column(), line.pair().rows());
            } else {
                pairs.computeIfAbsent(line.column(), number -> new ArrayList<>())
                        .add(line.pair());
            }
        }
        return rows.entrySet().stream()
                .map(column -> new ChangedColumn(
                        table.storedColumns().get(column.getKey() - 1).name(),
                        column.getValue(),
                        pairs.getOrDefault(column.getKey(), List.of())))
                .toList();
    }
}
