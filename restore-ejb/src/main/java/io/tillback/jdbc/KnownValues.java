package io.tillback.jdbc;

import io.tillback.dialect.ValueSql;
import io.tillback.dialect.ValueSql.Facet;
import io.tillback.dialect.ValueSql.Shown;
import io.tillback.dialect.ValueSql.Watched;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.notice.ChangeWatch.Values;
import java.sql.Array;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The values that columns are known to have had, in the catalog: digests only. */
final class KnownValues {
    /** Tables with fewer rows do not tell yet which columns have few values. */
    static final int TELLING_ROWS = 1_000;

    /** What is larger is learned from a sample of about this size. */
    private static final long LEARNED_BYTES = 1L << 30;

    /** A value that names something is not longer. */
    private static final int LONGEST = 200;

    /** Of a column with few values each is in so many rows, on average. */
    private static final int ROWS_A_VALUE = 10;

    /** Where more than one of so many values is in one row only, the next row may well have another one. */
    private static final int VALUES_A_SINGLE = 10;

    private KnownValues() {}

    /** A column's values, as they were found. */
    private record Learned(long rows, long values, long singles, Optional<String[]> digests) {
        /** References that nothing had yet, or not all: then another one without says nothing. */
        boolean hasNull() {
            return digests.stream().flatMap(Stream::of).anyMatch(String::isEmpty);
        }

        boolean areFew() {
            return digests.isPresent() && values * ROWS_A_VALUE <= rows && singles * VALUES_A_SINGLE <= values;
        }
    }

    /** The columns of a companion whose values are known, and watched. */
    static List<Watched> watched(Session session, Companion companion, Values values) {
        TableShape table = companion.table();
        return session
                .query("""
                        SELECT c.number, c.column_name
                        FROM tillback.known_column c
                        JOIN tillback.known_table t USING (table_schema, table_name)
                        WHERE t.companion = ?
                        ORDER BY c.number
                        """, row -> Map.entry(row.getInt(1), new ColumnName(row.getString(2))), companion.number())
                .stream()
                .filter(known -> values.columns().have(table.id(), known.getValue()))
                .flatMap(
                        known -> table
                                .findColumn(known.getValue())
                                .map(column -> new Watched(known.getKey(), facet(table, column)))
                                .stream())
                .toList();
    }

    /** By what a table's columns were chosen: once that changes, they are chosen anew. */
    static String ruleOf(Values values) {
        return values.most() + " " + values.columns() + " and references";
    }

    /** Of what refers to another row only whether it does: keys name one thing each, and new ones all the time. */
    private static Facet facet(TableShape table, Column column) {
        return new Facet(column, references(table).contains(column.name()) ? Shown.PRESENCE : Shown.VALUES);
    }

    private static Set<ColumnName> references(TableShape table) {
        return table.foreignKeys().stream()
                .flatMap(key -> key.fromColumns().stream())
                .collect(Collectors.toSet());
    }

    private static String typeOf(Facet facet) {
        return facet.shown() == Shown.PRESENCE
                ? "presence of " + facet.column().type()
                : facet.column().type();
    }

    /** Values that came while nobody looked are added; a column of another type is learned from the beginning. */
    static void learn(Session session, ValueSql sql, Companion companion, Values values) {
        TableShape table = companion.table();
        List<Facet> few = Stream.concat(
                        glance(session, sql, table, values).stream().map(Facet::values),
                        table.storedColumns().stream()
                                .filter(column -> isLooseReference(table, column)
                                        && values.columns().have(table.id(), column.name()))
                                .map(column -> facet(table, column)))
                .toList();
        double percent = percent(session.queryOne(sql.size(table), row -> row.getLong(1)));
        Map<Integer, Learned> learned = new HashMap<>();
        if (!few.isEmpty()) {
            session.query(
                    sql.learn(table, few, percent),
                    row -> learned.put(
                            row.getInt(1),
                            new Learned(
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    Optional.ofNullable(row.getArray(5)).map(KnownValues::texts))),
                    values.most());
        }
        long rows = learned.values().stream().mapToLong(Learned::rows).max().orElse(few.isEmpty() ? TELLING_ROWS : 0);
        note(session, companion, ruleOf(values), rows);
        forgetOthers(session, table, few);
        for (int i = 0; i < few.size(); i++) {
            Facet column = few.get(i);
            Optional.ofNullable(learned.get(i + 1))
                    .ifPresent(found -> keep(session, table.id(), column, found, values));
        }
    }

    private static boolean isLooseReference(TableShape table, Column column) {
        return column.nulls() == Column.Nulls.ALLOWED
                && references(table).contains(column.name())
                && !table.key().contains(column.name());
    }

    private static String[] texts(Array array) {
        try {
            return (String[]) array.getArray();
        } catch (SQLException e) {
            throw SqlFailures.translate("read values", e);
        }
    }

    private static double percent(long bytes) {
        return bytes <= LEARNED_BYTES ? 100 : 100.0 * LEARNED_BYTES / bytes;
    }

    /** Keys, references and times name one thing each, and new ones all the time. */
    private static List<Column> glance(Session session, ValueSql sql, TableShape table, Values values) {
        Set<ColumnName> others = new HashSet<>(table.key());
        others.addAll(references(table));
        List<Column> columns = table.storedColumns().stream()
                .filter(column -> !others.contains(column.name()) && !isTime(column))
                .filter(column -> values.columns().have(table.id(), column.name()))
                .toList();
        if (columns.isEmpty()) {
            return List.of();
        }
        Set<Integer> many = new HashSet<>(session.query(
                "SELECT g.number FROM (" + sql.glance(table, columns)
                        + ") g (number, total, longest) WHERE g.total > ? OR g.longest > ?",
                row -> row.getInt(1),
                values.most(),
                LONGEST));
        return columns.stream()
                .filter(column -> !many.contains(columns.indexOf(column) + 1))
                .toList();
    }

    static boolean isTime(Column column) {
        String type = column.values().type();
        return type.startsWith("time") || type.startsWith("date") || type.startsWith("interval");
    }

    private static void note(Session session, Companion companion, String rule, long rows) {
        TableId table = companion.table().id();
        session.update("""
                INSERT INTO tillback.known_table (table_schema, table_name, companion, rule, rows)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (table_schema, table_name) DO UPDATE
                SET companion = EXCLUDED.companion, rule = EXCLUDED.rule, learned_at = EXCLUDED.learned_at, rows = EXCLUDED.rows
                """, table.schema(), table.name(), companion.number(), rule, rows);
    }

    private static void forgetOthers(Session session, TableShape table, List<Facet> few) {
        session.update(
                """
                DELETE FROM tillback.known_column k
                WHERE k.table_schema = ? AND k.table_name = ?
                  AND NOT EXISTS (
                    SELECT FROM unnest(?::text[], ?::text[]) c (name, type)
                    WHERE c.name = k.column_name AND c.type = k.type)
                """,
                table.id().schema(),
                table.id().name(),
                few.stream().map(facet -> facet.column().name().value()).toArray(String[]::new),
                few.stream().map(KnownValues::typeOf).toArray(String[]::new));
    }

    private static void keep(Session session, TableId table, Facet facet, Learned found, Values values) {
        String column = facet.column().name().value();
        Optional<Integer> known = session
                .query(
                        "SELECT number FROM tillback.known_column WHERE table_schema = ? AND table_name = ? AND column_name = ?",
                        row -> row.getInt(1),
                        table.schema(),
                        table.name(),
                        column)
                .stream()
                .findFirst();
        Optional<Integer> number = known.isPresent() || !isTelling(facet, found)
                ? known
                : Optional.of(session.queryOne(
                        """
                        INSERT INTO tillback.known_column (table_schema, table_name, column_name, type)
                        VALUES (?, ?, ?, ?)
                        RETURNING number
                        """, row -> row.getInt(1), table.schema(), table.name(), column, typeOf(facet)));
        number.ifPresent(some -> {
            found.digests().ifPresentOrElse(digests -> add(session, some, digests), () -> forget(session, some));
            forgetIfMany(session, some, values.most());
        });
    }

    private static boolean isTelling(Facet facet, Learned found) {
        return found.areFew() && (facet.shown() == Shown.VALUES || !found.hasNull());
    }

    static void add(Session session, int column, String... digests) {
        session.update("""
                INSERT INTO tillback.known_value (column_number, digest)
                SELECT ?, decode(d, 'hex') FROM unnest(?::text[]) d
                ON CONFLICT DO NOTHING
                """, column, digests);
    }

    static void forgetIfMany(Session session, int column, int most) {
        session.update("""
                DELETE FROM tillback.known_column
                WHERE number = ? AND (SELECT count(*) FROM tillback.known_value WHERE column_number = number) > ?
                """, column, most);
    }

    private static void forget(Session session, int column) {
        session.update("DELETE FROM tillback.known_column WHERE number = ?", column);
    }

    /** It is learned anew: with the next look, or, if that failed, after the learning time. */
    static void forget(Session session, TableId table) {
        session.update(
                "DELETE FROM tillback.known_table WHERE table_schema = ? AND table_name = ?",
                table.schema(),
                table.name());
    }

    static void noteUnreadable(Session session, Companion companion, Values values) {
        note(session, companion, ruleOf(values), 0);
        forgetOthers(session, companion.table(), List.of());
    }
}
