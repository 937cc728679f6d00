package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.all;
import static io.tillback.dialect.postgresql.Sql.field;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.planRows;

import io.tillback.dialect.PlanSql.Table;
import java.util.List;
import java.util.stream.IntStream;

/** Holds one plan's rows of a table against another's. */
final class PostgresPlanDifferenceSql {
    private PostgresPlanDifferenceSql() {}

    /** Each plan's rows are of a type of its own, so values are compared column by column, to the byte. */
    static String differing(Table before, Table after) {
        List<Integer> keys =
                IntStream.rangeClosed(1, Identity.of(after).width()).boxed().toList();
        return """
                SELECT ARRAY[%s], b.action, a.action, count(*) OVER ()
                FROM %s b
                FULL JOIN %s a ON %s
                WHERE b.number IS NULL
                   OR a.number IS NULL
                   OR b.action <> a.action
                   OR record_image_ne(%s, %s)
                   OR record_image_ne(%s, %s)
                ORDER BY a.number, b.number
                LIMIT ?
                """.formatted(
                        list(keys, i -> "COALESCE(a.k%1$d, b.k%1$d)::text".formatted(i)),
                        planRows(before),
                        planRows(after),
                        all(keys, i -> Identity.of(after).equal(i - 1, "a.k" + i, "b.k" + i)),
                        values("b.live", before),
                        values("a.live", before),
                        values("b.target", before),
                        values("a.target", before));
    }

    private static String values(String row, Table table) {
        return "ROW(" + list(table.columns(), name -> field(row, name)) + ")";
    }
}
