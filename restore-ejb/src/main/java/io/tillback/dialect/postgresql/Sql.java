package io.tillback.dialect.postgresql;

import io.tillback.dialect.PlanSql.Owners;
import io.tillback.dialect.PlanSql.Presence;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pieces of SQL that several statements share. */
final class Sql {
    private Sql() {}

    /** An identifier, whatever it holds. */
    static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    static String quote(ColumnName column) {
        return quote(column.value());
    }

    static String quote(TableId table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    /** A string constant; for names in statements that take no parameters. */
    static String literal(String text) {
        String escaped = text.replace("'", "''");
        return escaped.contains("\\") ? "E'" + escaped.replace("\\", "\\\\") + "'" : "'" + escaped + "'";
    }

    /** The rows a table itself stores: not those of tables that inherit from it, but those of its partitions. */
    static String rowsOf(TableShape table) {
        return (table.kind() == TableShape.Kind.PARTITIONED ? "" : "ONLY ") + quote(table.id());
    }

    /** The live rows of a planned table; none if it is gone. */
    static String liveRows(Table table) {
        return table.presence() == Presence.LIVE
                ? rowsOf(table.live())
                : "(SELECT (r).* FROM (SELECT NULL::%s AS r) nothing WHERE FALSE)"
                        .formatted(rowType(table.plan(), table.number()));
    }

    static String stage(PlanId plan, int number) {
        return "tillback.stage_" + plan + "_" + number;
    }

    /** Rows of the past as texts, before they are converted into a stage. */
    static String raw(PlanId plan, int number) {
        return "tillback.raw_" + plan + "_" + number;
    }

    /** What layers above a stage say: their rows. */
    static String layers(PlanId plan, int number) {
        return "tillback.layers_" + plan + "_" + number;
    }

    /** What layers above a stage say: keys of rows that are gone. */
    static String gone(PlanId plan, int number) {
        return "tillback.gone_" + plan + "_" + number;
    }

    /** A converted stage's column that says which value of a row does not fit; named unlike any of its own. */
    static ColumnName unfitMark(List<ColumnName> columns) {
        String name = "unfit";
        while (columns.contains(new ColumnName(name))) {
            name += "_";
        }
        return new ColumnName(name);
    }

    static String keys(PlanId plan, int number) {
        return "tillback.keys_" + plan + "_" + number;
    }

    static String planRows(PlanId plan, int number) {
        return "tillback.plan_" + plan + "_" + number;
    }

    /** The seller of each planned row. */
    static String sellers(Table table) {
        return "tillback.seller_" + table.plan() + "_" + table.number();
    }

    /** The planned rows a statement looks at: all of them, or those of a part. */
    static String planRows(Table table) {
        String all = planRows(table.plan(), table.number());
        return table.part()
                .match(
                        () -> all,
                        part -> partOf(
                                table, all, part.unowned(), "o.seller = ANY (%s)".formatted(array(part.sellers()))),
                        rest -> partOf(
                                table, all, rest.unowned(), "o.seller <> ALL (%s)".formatted(array(rest.sellers()))));
    }

    /** Marks of a table whose rows have some: those of all planned rows, or of a part. */
    static String sellersOf(Table table) {
        return table.part()
                .match(
                        () -> sellers(table),
                        part -> marksOf(table, "o.seller = ANY (%s)".formatted(array(part.sellers())), part.unowned()),
                        rest -> marksOf(
                                table, "o.seller <> ALL (%s)".formatted(array(rest.sellers())), rest.unowned()));
    }

    private static String marksOf(Table table, String owned, Part.Unowned unowned) {
        return "(SELECT o.* FROM %s o WHERE %s)".formatted(sellers(table), isOf(owned, unowned));
    }

    private static String partOf(Table table, String all, Part.Unowned unowned, String owned) {
        if (table.owners() == Owners.UNKNOWN) {
            return unowned == Part.Unowned.INCLUDED ? all : "(SELECT * FROM " + all + " WHERE FALSE)";
        }
        return "(SELECT r.* FROM %s r JOIN %s o ON o.number = r.number WHERE %s)"
                .formatted(all, sellers(table), isOf(owned, unowned));
    }

    /** Null differs from all of none: a rest that names nobody is not to have the rows without a seller. */
    private static String isOf(String owned, Part.Unowned unowned) {
        return unowned == Part.Unowned.INCLUDED
                ? "(%s OR o.seller IS NULL)".formatted(owned)
                : "o.seller IS NOT NULL AND " + owned;
    }

    private static String array(List<String> texts) {
        return "ARRAY[" + list(texts, Sql::literal) + "]::text[]";
    }

    /** What becomes of the changes since a plan's target. */
    static String gap(PlanId plan, int number) {
        return "tillback.gap_" + plan + "_" + number;
    }

    /** What others have written over what a plan takes out. */
    static String conflicts(PlanId plan, int number) {
        return "tillback.conflict_" + plan + "_" + number;
    }

    /** The type of one row's planned columns. */
    static String rowType(PlanId plan, int number) {
        return "tillback.row_" + plan + "_" + number;
    }

    static <T> String list(List<T> items, Function<T, String> form) {
        return items.stream().map(form).collect(Collectors.joining(", "));
    }

    static <T> String all(List<T> items, Function<T, String> form) {
        return items.stream().map(form).collect(Collectors.joining(" AND "));
    }

    static String names(List<ColumnName> columns) {
        return list(columns, Sql::quote);
    }

    /** Columns of the same values in a table of ours: without the store's domains. */
    static String definitions(List<Column> columns) {
        return list(columns, column -> definition(quote(column.name()), column));
    }

    static String definition(String name, Column column) {
        return name + " " + column.values().type() + collation(column);
    }

    /** The column's own collation, if it has one. */
    static String collation(Column column) {
        return column.values()
                .collation()
                .map(collation -> " COLLATE " + collation)
                .orElse("");
    }

    /** Equal as the type itself has it, whatever the search path finds. */
    static String equal(Column column, String left, String right) {
        return left + " " + operator(column, "=") + " " + right;
    }

    static String operator(Column column, String operator) {
        String schema = column.values().operators();
        return schema.equals("pg_catalog") ? operator : "OPERATOR(" + quote(schema) + "." + operator + ")";
    }

    /** A column's value, of the type beneath its domains. */
    static String value(Column column, String alias) {
        String value = alias + "." + quote(column.name());
        return column.isOfDomain() ? "(" + value + ")::" + column.values().type() : value;
    }

    static String plannedKeys(int count, String prefix) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + "k" + i).collect(Collectors.joining(", "));
    }

    /** One row's columns as a value of the plan's row type. */
    static String row(List<ColumnName> columns, String alias, String rowType) {
        return "ROW(" + list(columns, column -> alias + "." + quote(column)) + ")::" + rowType;
    }

    /** One row's columns, for {@code record_image_eq}: compared to the byte, null equal to null, whatever the type. */
    static String image(List<Column> columns, String alias) {
        return "ROW(" + list(columns, column -> value(column, alias)) + ")";
    }

    /**
     * Whether two rows are the same to the byte, null equal to null. Types whose equal values are the same bytes are asked
     * for equality, which is several times faster.
     *
     * @param left how the left row spells a column
     */
    static String same(List<Column> columns, Function<Column, String> left, Function<Column, String> right) {
        List<Column> others = columns.stream()
                .filter(column -> !column.isEqualOnlyToTheByte())
                .toList();
        String exact = columns.stream()
                .filter(Column::isEqualOnlyToTheByte)
                .map(column -> left.apply(column) + " IS NOT DISTINCT FROM " + right.apply(column))
                .collect(Collectors.joining(" AND "));
        if (others.isEmpty()) {
            return exact.isEmpty() ? "TRUE" : exact;
        }
        String images = "record_image_eq(ROW(" + list(others, left) + "), ROW(" + list(others, right) + "))";
        return exact.isEmpty() ? images : exact + " AND " + images;
    }

    static String field(String value, ColumnName column) {
        return "(" + value + ")." + quote(column);
    }
}
