package io.tillback.dialect.postgresql;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Condition;
import io.tillback.model.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a structured condition as SQL: names quoted, values bound and cast to the column's type, never null. */
final class PostgresConditions {
    private final TableShape table;
    private final String alias;
    private final List<String> parameters = new ArrayList<>();

    PostgresConditions(TableShape table, String alias) {
        this.table = table;
        this.alias = alias;
    }

    /** The values of the placeholders written so far, in their order. */
    List<String> parameters() {
        return parameters;
    }

    String write(Condition condition) {
        return condition.match(
                this::compare,
                this::isNull,
                this::in,
                and -> joined(and.all(), " AND "),
                or -> joined(or.any(), " OR "),
                not -> "NOT (" + write(not.not()) + ")");
    }

    /** Not {@code IS NULL}, which also holds for a composite value whose fields are all null. */
    private String isNull(Condition.IsNull isNull) {
        return name(column(isNull.column())) + " IS NOT DISTINCT FROM NULL";
    }

    private String joined(List<Condition> conditions, String operator) {
        return conditions.stream().map(part -> "(" + write(part) + ")").collect(Collectors.joining(operator));
    }

    private String compare(Condition.Compare compare) {
        Column column = column(compare.column());
        return switch (compare.operator()) {
            case EQUAL -> equal(column, compare.value());
            case NOT_EQUAL -> "NOT (" + equal(column, compare.value()) + ")";
            case LIKE -> known(name(column) + "::text LIKE " + placeholder(compare.value()));
            case LESS -> ordered(column, "<", compare.value());
            case AT_MOST -> ordered(column, "<=", compare.value());
            case GREATER -> ordered(column, ">", compare.value());
            case AT_LEAST -> ordered(column, ">=", compare.value());
        };
    }

    private String equal(Column column, String value) {
        String operator = " " + operator(column, "=") + " ";
        return known(comparable(column) + operator + comparableValue(column, value));
    }

    /** Types without an order are compared as text, whose operators are the database's own. */
    private static String operator(Column column, String operator) {
        return column.order() == Column.Order.ORDERED ? Sql.operator(column, operator) : operator;
    }

    private String in(Condition.In in) {
        Column column = column(in.column());
        String values =
                in.values().stream().map(text -> comparableValue(column, text)).collect(Collectors.joining(", "));
        String operator = operator(column, "=");
        return operator.equals("=")
                ? known(comparable(column) + " IN (" + values + ")")
                : known(comparable(column) + " " + operator + " ANY (ARRAY[" + values + "])");
    }

    /** Unknown counts as false, so that NOT turns it into true. */
    private static String known(String sql) {
        return "COALESCE(" + sql + ", FALSE)";
    }

    private Column column(ColumnName wanted) {
        return table.findColumn(wanted)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.COLUMN_UNKNOWN,
                        "Cannot compare column " + wanted + ": " + table.id() + " has no such column",
                        "Name one of its columns; case and spaces count."));
    }

    private String name(Column column) {
        return Sql.value(column, alias)
                + column.values()
                        .collation()
                        .map(collation -> " COLLATE " + collation)
                        .orElse("");
    }

    /** Types without an order, json and xml among them, have no equality either: they are compared as text. */
    private String comparable(Column column) {
        return column.order() == Column.Order.ORDERED ? name(column) : name(column) + "::text";
    }

    private String comparableValue(Column column, String text) {
        return column.order() == Column.Order.ORDERED ? value(column, text) : value(column, text) + "::text";
    }

    private String ordered(Column column, String operator, String value) {
        if (column.order() == Column.Order.ORDERED) {
            return known(name(column) + " " + operator(column, operator) + " " + value(column, value));
        }
        throw new RestoreException(
                ErrorCode.CONDITION_INVALID,
                "Cannot compare column " + column.name() + " by order: values of type " + column.type() + " have none",
                "Use equal, not equal, in, like or is null.");
    }

    /** The type without its modifier: a cast to {@code varchar(3)} would cut the value and compare something else. */
    private String value(Column column, String text) {
        return "CAST(" + placeholder(text) + " AS "
                + withoutModifier(column.values().type()) + ")";
    }

    private String placeholder(String text) {
        parameters.add(text);
        return "?::text";
    }

    static String withoutModifier(String type) {
        return type.startsWith("\"") || type.contains("\".") || type.contains(".\"")
                ? type
                : type.replaceFirst("^character(?=\\(|\\[|$)", "bpchar")
                        .replaceFirst("^bit(?=\\(|$)", "varbit")
                        .replaceAll("\\(\\d+(,-?\\d+)?\\)", "");
    }
}
