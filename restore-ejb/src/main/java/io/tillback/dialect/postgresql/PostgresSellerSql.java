package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.field;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.rowsOf;
import static io.tillback.dialect.postgresql.Sql.sellers;

import io.tillback.dialect.PlanSql;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.ColumnName;
import io.tillback.model.SellerRoute;
import io.tillback.model.SellerRoute.Hop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whose rows a plan's rows are. Kept beside the plan, so that a part of it can be applied; with their keys and actions, so
 * that whoever counts rows by seller need not read their values.
 */
final class PostgresSellerSql {
    List<String> mark(Table table, SellerRoute route, List<Table> planned) {
        boolean asksLive = !table.columns().containsAll(route.start());
        String live = asksLive
                ? " LEFT JOIN %s ON %s"
                        .formatted(
                                Identity.of(table).live("l"), Identity.of(table).planned("l", "p"))
                : "";
        String keys = Sql.plannedKeys(Identity.of(table).width(), "");
        Owners owners = owners(table, route, planned);
        return List.of(
                "CREATE TABLE %s (number bigint NOT NULL, action text NOT NULL, %s, seller text, holder text)"
                        .formatted(sellers(table), Identity.of(table).definitions()),
                """
                INSERT INTO %s (number, action, %s, seller, holder)
                SELECT p.number, p.action, %s, %s
                FROM %s p%s
                """.formatted(
                                sellers(table),
                                keys,
                                Sql.plannedKeys(Identity.of(table).width(), "p."),
                                owners.columns(),
                                planRows(table),
                                live + owners.join()),
                "ALTER TABLE %s ADD PRIMARY KEY (number)".formatted(sellers(table)),
                "ANALYZE " + sellers(table));
    }

    /**
     * @param columns seller and holder, as expressions
     * @param join that they need
     */
    private record Owners(String columns, String join) {}

    /**
     * The seller is as it would be; where that leads nowhere, as it is. The holder is whose the row is now, where that is
     * another: it was given away since the target.
     */
    private static Owners owners(Table table, SellerRoute route, List<Table> planned) {
        String then = lead(route, column -> start(table, "p.target", column), planned);
        String now = lead(route, column -> start(table, "p.live", column), planned);
        if (then.equals(now)) {
            return new Owners(now + ", NULL::text", "");
        }
        if (route.hops().isEmpty()) {
            return new Owners("COALESCE(%1$s, %2$s), CASE WHEN %1$s <> %2$s THEN %2$s END".formatted(then, now), "");
        }
        // OFFSET 0 keeps each way from being gone wherever it is named.
        return new Owners(
                "COALESCE(o.then_of, o.now_of), CASE WHEN o.then_of <> o.now_of THEN o.now_of END",
                " CROSS JOIN LATERAL (SELECT %s AS then_of, %s AS now_of OFFSET 0) o".formatted(then, now));
    }

    /**
     * The seller that a row leads to, by live rows.
     *
     * @param start how the row spells a column of its own
     */
    static String lead(SellerRoute route, Function<ColumnName, String> start) {
        return lead(route, start, List.of());
    }

    private static String lead(SellerRoute route, Function<ColumnName, String> start, List<Table> planned) {
        if (route.hops().isEmpty()) {
            return start.apply(route.seller()) + "::text";
        }
        List<Hop> hops = route.hops();
        StringBuilder joins = new StringBuilder(source(route, 0, planned) + " h1");
        for (int i = 1; i < hops.size(); i++) {
            joins.append(" JOIN %s h%d ON %s"
                    .formatted(source(route, i, planned), i + 1, same(hops.get(i), "h" + (i + 1), "h" + i)));
        }
        Hop first = hops.get(0);
        String begin = IntStream.range(0, first.from().size())
                .mapToObj(i -> "h1." + quote(first.to().get(i)) + " = "
                        + start.apply(first.from().get(i)))
                .collect(Collectors.joining(" AND "));
        return "(SELECT h%d.%s::text FROM %s WHERE %s LIMIT 1)"
                .formatted(hops.size(), quote(route.seller()), joins, begin);
    }

    private static String start(Table table, String side, ColumnName column) {
        return table.columns().contains(column) ? field(side, column) : "l." + quote(column);
    }

    private static String same(Hop hop, String right, String left) {
        return IntStream.range(0, hop.from().size())
                .mapToObj(i -> right + "." + quote(hop.to().get(i)) + " = " + left + "."
                        + quote(hop.from().get(i)))
                .collect(Collectors.joining(" AND "));
    }

    /** The live rows of a hop's table, and those that the plan creates in it. */
    private static String source(SellerRoute route, int index, List<Table> planned) {
        Hop hop = route.hops().get(index);
        Set<ColumnName> columns = new LinkedHashSet<>(hop.to());
        columns.addAll(
                index + 1 < route.hops().size() ? route.hops().get(index + 1).from() : List.of(route.seller()));
        Optional<Table> plan = planned.stream()
                .filter(table -> table.live().id().equals(hop.table().id()))
                .filter(table -> table.columns().containsAll(columns))
                .findFirst();
        String live = plan.map(Sql::liveRows).orElseGet(() -> rowsOf(hop.table()));
        String created = plan.map(table -> " UNION ALL SELECT %s FROM %s c WHERE c.action = 'CREATE'"
                        .formatted(
                                list(List.copyOf(columns), name -> field("c.target", name) + " AS " + quote(name)),
                                planRows(table)))
                .orElse("");
        return "(SELECT %s FROM %s%s)".formatted(list(List.copyOf(columns), Sql::quote), live, created);
    }

    String count(List<Table> tables) {
        return """
                SELECT r.seller, count(*) FILTER (WHERE r.action <> 'KEEP'), count(*) FILTER (WHERE r.action = 'KEEP')
                FROM (%s) r
                GROUP BY r.seller
                ORDER BY 2 DESC, r.seller COLLATE "C" NULLS LAST
                LIMIT ?
                """.formatted(tables.stream().map(PostgresSellerSql::marked).collect(Collectors.joining(" UNION ALL ")));
    }

    private static String marked(Table table) {
        return table.owners() == PlanSql.Owners.UNKNOWN
                ? "SELECT NULL::text AS seller, p.action FROM %s p".formatted(planRows(table))
                : "SELECT o.seller, p.action FROM %s p JOIN %s o ON o.number = p.number"
                        .formatted(planRows(table), sellers(table));
    }

    String digest(Table table) {
        return "SELECT COALESCE(sum(hashtextextended(ROW(number, seller)::text, 0)::numeric), 0) FROM %s"
                .formatted(sellers(table));
    }
}
