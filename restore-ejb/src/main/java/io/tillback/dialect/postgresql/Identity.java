package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a row is found again: by its key or, in a table without one, by the digest of what it holds and its number among
 * equal rows. Equal rows cannot be told apart and need not be: only how many there are counts.
 */
final class Identity {
    private final TableShape table;
    private final List<ColumnName> compared;
    private final String rows;

    private Identity(TableShape table, List<ColumnName> compared, String rows) {
        this.table = table;
        this.compared = compared;
        this.rows = rows;
    }

    static Identity of(Table table) {
        return new Identity(table.live(), table.columns(), Sql.liveRows(table));
    }

    /** Of a table that stands by now, though it was gone when it was planned. */
    static Identity ofRebuilt(Table table) {
        return new Identity(table.live(), table.columns(), rowsOf(table.live()));
    }

    /** Of a table that no plan covers: only its rows are asked for. */
    static Identity of(TableShape table) {
        return new Identity(
                table, table.storedColumns().stream().map(Column::name).toList(), rowsOf(table));
    }

    /** Of a table's rows in a copy of it. */
    static Identity in(String copy, TableShape table) {
        return new Identity(
                table, table.storedColumns().stream().map(Column::name).toList(), copy);
    }

    boolean isKey() {
        return !table.key().isEmpty();
    }

    /** How many columns of a plan hold it: {@code k1 … kn}. */
    int width() {
        return isKey() ? table.key().size() : 2;
    }

    String definitions() {
        return isKey()
                ? IntStream.range(0, width())
                        .mapToObj(i ->
                                Sql.definition("k" + (i + 1), table.keyColumns().get(i)) + " NOT NULL")
                        .collect(Collectors.joining(", "))
                : "k1 bytea NOT NULL, k2 bigint NOT NULL";
    }

    /** The live rows, each with its identity. */
    String live(String alias) {
        return from(rows, "", alias);
    }

    /** The live rows, each with its identity and its place. */
    String placed(String alias) {
        return from(rows, ", t.tableoid, t.ctid", alias);
    }

    /** A stage's rows, each with its identity. */
    String stage(String stage, String alias) {
        return from(stage, "", alias);
    }

    private String from(String rows, String place, String alias) {
        return isKey() ? rows + " " + alias : numbered(rows, place) + " " + alias;
    }

    private String numbered(String rows, String place) {
        return """
                (
                    SELECT d.*, row_number() OVER (PARTITION BY d.%s) AS %s
                    FROM (SELECT t.*%s, %s AS %s FROM %s t) d)""".formatted(column(0), column(1), place, digest("t"), column(0), rows);
    }

    /** What a row holds, as it prints: equal for rows that are the same to the byte. */
    private String digest(String alias) {
        return "sha256(convert_to(" + Sql.image(columns(), alias) + "::text, 'UTF8'))";
    }

    private List<Column> columns() {
        return compared.stream()
                .map(name -> table.findColumn(name).orElseThrow())
                .toList();
    }

    /** How many live rows are equal, by digest. */
    String counts(String alias) {
        return "(SELECT %s AS digest, count(*) AS total FROM %s t GROUP BY 1) %s".formatted(digest("t"), rows, alias);
    }

    /** One identity column, quoted. */
    private String column(int i) {
        return isKey() ? quote(table.key().get(i)) : quote(free(i == 0 ? "digest" : "ordinal"));
    }

    private String free(String name) {
        String free = name;
        while (table.findColumn(new ColumnName(free)).isPresent()) {
            free += "_";
        }
        return free;
    }

    /** {@code l."a" = s."a" AND l."b" = s."b"}. */
    String same(String left, String right) {
        return IntStream.range(0, width())
                .mapToObj(i -> equal(i, left + "." + column(i), right + "." + column(i)))
                .collect(Collectors.joining(" AND "));
    }

    /** {@code l."a" = COALESCE(s."a", k."a") AND …}: the row is either one's. */
    String sameAsEither(String live, String one, String other) {
        return IntStream.range(0, width())
                .mapToObj(i -> equal(
                        i,
                        live + "." + column(i),
                        "COALESCE(%s.%s, %s.%s)".formatted(one, column(i), other, column(i))))
                .collect(Collectors.joining(" AND "));
    }

    /** {@code l."a" = p.k1 AND l."b" = p.k2}: a plan's keys have positions for names, since any name may be a column's. */
    String planned(String live, String plan) {
        return IntStream.range(0, width())
                .mapToObj(i -> equal(i, live + "." + column(i), plan + ".k" + (i + 1)))
                .collect(Collectors.joining(" AND "));
    }

    /** {@code p.k1 = c.k1 AND p.k2 = c.k2}. */
    String samePlanned(String one, String other) {
        return IntStream.range(0, width())
                .mapToObj(i -> equal(i, one + ".k" + (i + 1), other + ".k" + (i + 1)))
                .collect(Collectors.joining(" AND "));
    }

    /**
     * As {@link #planned}, but of rows that look equal to the plan each one: in columns outside the plan they may differ, and
     * nobody knows which of them it will be.
     */
    String perhapsPlanned(String live, String plan) {
        return isKey() ? planned(live, plan) : live + "." + column(0) + " = " + plan + ".k1";
    }

    /** @param i which of the columns that identify a row, from 0 */
    String equal(int i, String left, String right) {
        return isKey() ? Sql.equal(table.keyColumns().get(i), left, right) : left + " = " + right;
    }

    /** {@code s."a" AS k1}. */
    String asPlanned(String alias) {
        return IntStream.range(0, width())
                .mapToObj(i -> alias + "." + column(i) + " AS k" + (i + 1))
                .collect(Collectors.joining(", "));
    }

    /** {@code COALESCE(l."a", s."a") AS k1}. */
    String either(String left, String right) {
        return IntStream.range(0, width())
                .mapToObj(i -> "COALESCE(%s.%s, %s.%s) AS k%d".formatted(left, column(i), right, column(i), i + 1))
                .collect(Collectors.joining(", "));
    }

    String absent(String alias) {
        return alias + "." + column(0) + (mayLookNull() ? " IS NOT DISTINCT FROM NULL" : " IS NULL");
    }

    String present(String alias) {
        return alias + "." + column(0) + (mayLookNull() ? " IS DISTINCT FROM NULL" : " IS NOT NULL");
    }

    /** A composite value whose fields are all null "is null" too. */
    private boolean mayLookNull() {
        return isKey() && table.keyColumns().get(0).values().type().contains(".");
    }
}
