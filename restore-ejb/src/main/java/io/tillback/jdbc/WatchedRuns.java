package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.jdbc.Looks.Surveyed;
import io.tillback.jdbc.TableChanges.Described;
import io.tillback.jdbc.WatchedValues.Grown;
import io.tillback.model.AlertCause.Run;
import io.tillback.model.AlertCause.TurnedConstant;
import io.tillback.model.Column;
import io.tillback.model.Json;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableId;
import io.tillback.notice.ChangeWatch.Values;
import io.tillback.notice.ColumnRun;
import io.tillback.notice.ColumnRun.Streak;
import io.tillback.notice.ColumnRun.Written;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Follows how long columns have taken nothing but one value, from look to look. Of one look, in its transaction. */
final class WatchedRuns {
    /** About so many records of a table are looked at, with each look: where there are more, runs count what is seen of them. */
    private static final int RECORDS = 500;

    private final Session session;
    private final Dialect dialect;
    private final Values values;

    WatchedRuns(Session session, Dialect dialect, Values values) {
        this.session = session;
        this.dialect = dialect;
        this.values = values;
    }

    /** By column; of one that was never written to there is none. */
    private record Runs(Map<String, ColumnRun> columns) {
        ColumnRun of(Column column) {
            return columns.getOrDefault(column.name().value(), ColumnRun.NONE);
        }
    }

    private enum Learning {
        OVER,
        GOES_ON
    }

    private record Known(Runs runs, Learning learning) {}

    /** One of a column's streaks. */
    private record Found(Column column, Place place, Written written, Optional<String> value) {
        enum Place {
            FIRST,
            LAST
        }
    }

    void look(Grown grown, List<Surveyed> surveyed, List<Column> columns, SellerRoute route) {
        TableId table = grown.companion().table().id();
        List<Found> found = load(grown, surveyed, columns, route);
        if (found.isEmpty()) {
            return;
        }
        Known known = known(table);
        Map<String, ColumnRun> runs = columns.stream()
                .map(column -> Map.entry(column.name().value(), known.runs().of(column)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
        for (Found one : found) {
            runs.computeIfPresent(
                    one.column().name().value(), (name, run) -> tellIfStriking(grown, one, known, after(run, one)));
        }
        keep(table, new Runs(runs));
    }

    private ColumnRun after(ColumnRun run, Found found) {
        int sellers = values.constant().sellers();
        return found.place() == Found.Place.FIRST
                ? run.with(found.written(), sellers)
                : run.turned(found.written(), sellers);
    }

    private ColumnRun tellIfStriking(Grown grown, Found found, Known known, ColumnRun run) {
        if (known.learning() == Learning.GOES_ON || !run.isStriking(values.constant())) {
            return run;
        }
        Streak seen = found.place() == Found.Place.FIRST
                ? found.written().head()
                : found.written().tail();
        Stream.concat(run.first().stream(), Stream.of(seen.first()))
                .flatMap(transaction ->
                        TableChanges.describe(session, dialect.watch(), grown.companion(), transaction).stream())
                .findFirst()
                .ifPresent(first -> raise(found, run, first));
        return run.told();
    }

    private void raise(Found found, ColumnRun run, Described first) {
        AlertRows.raise(
                session,
                new TurnedConstant(
                        first.change(),
                        found.column().name(),
                        found.value(),
                        run.sellers().size(),
                        Optional.of(new Run(first.began(), run.transactions(), run.rows()))),
                AlertRows.eventOf(first.change(), found.column().name()),
                first.began());
    }

    private Known known(TableId table) {
        return session
                .query(
                        """
                        SELECT runs, since + make_interval(secs => ?) <= clock_timestamp()
                        FROM tillback.column_runs
                        WHERE table_schema = ? AND table_name = ?
                        """,
                        row -> new Known(
                                Json.read(row.getString(1), Runs.class),
                                row.getBoolean(2) ? Learning.OVER : Learning.GOES_ON),
                        values.learning().toMillis() / 1000.0,
                        table.schema(),
                        table.name())
                .stream()
                .findFirst()
                .orElse(new Known(new Runs(Map.of()), Learning.GOES_ON));
    }

    private void keep(TableId table, Runs runs) {
        session.update("""
                INSERT INTO tillback.column_runs (table_schema, table_name, runs)
                VALUES (?, ?, ?)
                ON CONFLICT (table_schema, table_name) DO UPDATE SET runs = EXCLUDED.runs
                """, table.schema(), table.name(), Json.write(runs));
    }

    private List<Found> load(Grown grown, List<Surveyed> surveyed, List<Column> columns, SellerRoute route) {
        List<Row> rows = session.query(
                dialect.values()
                        .findStreaks(
                                grown.companion(),
                                WatchedValues.stretches(surveyed, grown.look(), RECORDS),
                                columns,
                                route),
                WatchedRuns::row,
                grown.before(),
                grown.now(),
                restores(grown),
                values.constant().sellers());
        Map<Integer, Streak> last = rows.stream().collect(Collectors.toMap(Row::column, Row::streak, (a, b) -> b));
        Map<Integer, Streak> first = rows.stream().collect(Collectors.toMap(Row::column, Row::streak, (a, b) -> a));
        return rows.stream()
                .map(row -> new Found(
                        columns.get(row.column() - 1),
                        row.place(),
                        new Written(
                                Optional.ofNullable(first.get(row.column())).orElseThrow(),
                                Optional.ofNullable(last.get(row.column())).orElseThrow(),
                                row.streaks(),
                                row.longest(),
                                row.total()),
                        row.value()))
                .toList();
    }

    /** Those that the last look did not see. */
    private String[] restores(Grown grown) {
        return session.query("""
                        SELECT transaction
                        FROM tillback.restore
                        WHERE transaction IS NOT NULL
                          AND NOT pg_visible_in_snapshot(transaction::xid8, ?::text::pg_snapshot)
                        """, row -> row.getString(1), grown.before()).toArray(String[]::new);
    }

    private record Row(
            int column,
            Found.Place place,
            long streaks,
            long longest,
            long total,
            Optional<String> value,
            Streak streak) {}

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getInt(1),
                row.getBoolean(2) ? Found.Place.FIRST : Found.Place.LAST,
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                WatchedValues.shown(row.getString(8)),
                new Streak(
                        row.getString(9),
                        row.getLong(7),
                        row.getLong(6),
                        sellers(row.getArray(11)),
                        row.getString(10)));
    }

    private static List<Long> sellers(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((Long[]) array.getArray());
    }
}
