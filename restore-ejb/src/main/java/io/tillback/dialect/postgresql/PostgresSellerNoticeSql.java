package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.field;
import static io.tillback.dialect.postgresql.Sql.gap;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.sellers;
import static io.tillback.dialect.postgresql.Sql.sellersOf;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.SellerNoticeSql;
import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** From the marks beside a plan: of how many rows they are, only their sellers and actions are read. */
final class PostgresSellerNoticeSql implements SellerNoticeSql {
    /** One address and nothing else: no name beside it, no second one, no line end. */
    private static final String ADDRESS = "'^[A-Za-z0-9!#$%&''*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$'";

    @Override
    public String hasHolders() {
        return """
                SELECT EXISTS (
                  SELECT FROM pg_attribute
                  WHERE attrelid = to_regclass('tillback.seller_' || ? || '_' || ?) AND attname = 'holder')
                """;
    }

    @Override
    public String record(List<Told> tables) {
        return """
                WITH own (seller, number, created, changed, removed, kept) AS MATERIALIZED (
                %s),
                told AS (
                  INSERT INTO tillback.seller_notice (restore, target_at, seller)
                  SELECT ?, ?, seller
                  FROM own
                  GROUP BY seller
                  HAVING sum(created + changed + removed) > 0
                  ORDER BY seller
                  RETURNING number, seller)
                INSERT INTO tillback.seller_notice_table (notice, number, table_schema, table_name, created, changed, removed,
                  kept, brought_back, lost)
                SELECT t.number, o.number, d.table_schema, d.table_name, o.created, o.changed, o.removed, o.kept,
                       CASE WHEN d.told THEN COALESCE(g.brought_back, 0) END, CASE WHEN d.told THEN COALESCE(g.lost, 0) END
                FROM own o
                JOIN told t ON t.seller = o.seller
                JOIN (VALUES %s) d (number, table_schema, table_name, told) ON d.number = o.number
                LEFT JOIN (%s) g ON g.number = o.number AND g.seller = o.seller
                """.formatted(
                        joined(tables, PostgresSellerNoticeSql::counted),
                        list(tables, PostgresSellerNoticeSql::described),
                        joined(tables, PostgresSellerNoticeSql::changes));
    }

    private static String joined(List<Told> tables, Function<Told, String> each) {
        return tables.stream().map(each).collect(Collectors.joining("UNION ALL\n"));
    }

    private static String counted(Told told) {
        String marks = sellersOf(told.table());
        return """
                SELECT seller, %1$d, count(*) FILTER (WHERE action = 'CREATE'), count(*) FILTER (WHERE action = 'CHANGE'),
                       count(*) FILTER (WHERE action = 'REMOVE'), count(*) FILTER (WHERE action = 'KEEP')
                FROM (
                  SELECT m.seller, CASE WHEN m.holder IS NULL THEN m.action ELSE 'CREATE' END AS action
                  FROM %2$s m
                  WHERE m.seller IS NOT NULL AND (m.holder IS NULL OR m.action <> 'KEEP')
                  UNION ALL
                  SELECT m.holder, 'REMOVE'
                  FROM %2$s m
                  WHERE m.holder IS NOT NULL AND m.action <> 'KEEP') rows
                GROUP BY seller
                """.formatted(told.table().number(), marks);
    }

    private static String described(Told told) {
        TableId table = told.table().live().id();
        return "(%d, %s, %s, %s)"
                .formatted(
                        told.table().number(),
                        literal(table.schema()),
                        literal(table.name()),
                        told.changes() == Changes.TOLD ? "TRUE" : "FALSE");
    }

    private static String changes(Told told) {
        int number = told.table().number();
        return told.changes() == Changes.UNKNOWN
                ? "SELECT %d AS number, NULL::text AS seller, 0::numeric AS brought_back, 0::numeric AS lost WHERE FALSE\n"
                        .formatted(number)
                : """
                SELECT %d AS number, seller, sum(changes) FILTER (WHERE outcome = 'BROUGHT_BACK') AS brought_back,
                       sum(changes) FILTER (WHERE outcome = 'LOST') AS lost
                FROM %s
                WHERE common = 'SELLER'
                GROUP BY seller
                """.formatted(number, gap(told.table().plan(), number));
    }

    @Override
    public String page(Table table) {
        List<ColumnName> columns = table.columns();
        return """
                SELECT number, action, ARRAY[%s], ARRAY[%s], ARRAY[%s], ARRAY[%s]
                FROM (
                  SELECT w.number, %s,
                         CASE WHEN o.holder IS NULL THEN w.action WHEN o.seller = me.seller THEN 'CREATE' ELSE 'REMOVE' END AS action,
                         CASE WHEN o.holder IS NULL OR o.holder = me.seller THEN w.live END AS live,
                         CASE WHEN o.holder IS NULL OR o.seller = me.seller THEN w.target END AS target
                  FROM (SELECT ?::text AS seller) me
                  JOIN %s o ON o.seller = me.seller OR o.holder = me.seller
                  JOIN %s w ON w.number = o.number
                  WHERE o.number > ? AND (o.holder IS NULL OR o.action <> 'KEEP')
                  ORDER BY o.number
                  LIMIT ?) own
                ORDER BY number
                """.formatted(
                        IntStream.rangeClosed(1, Identity.of(table).width())
                                .mapToObj(i -> "k" + i + "::text")
                                .collect(Collectors.joining(", ")),
                        list(columns, name -> "left(" + field("live", name) + "::text, 201)"),
                        list(columns, name -> "left(" + field("target", name) + "::text, 201)"),
                        list(
                                columns,
                                name -> "record_image_ne(ROW(" + field("live", name) + "), ROW(" + field("target", name)
                                        + "))"),
                        Sql.plannedKeys(Identity.of(table).width(), "w."),
                        sellers(table),
                        planRows(table));
    }

    @Override
    public String keyOf() {
        return """
                SELECT a.attname
                FROM pg_namespace n
                JOIN pg_class c ON c.relnamespace = n.oid
                JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND i.indnkeyatts = 1
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                WHERE n.nspname = ? AND c.relname = ?
                """;
    }

    @Override
    public String address(TableId table, ColumnName key, ColumnName column) {
        return """
                INSERT INTO tillback.seller_mail (notice, address)
                SELECT n.number, CASE WHEN s.%1$s::text ~ %2$s AND length(s.%1$s::text) <= 254 THEN s.%1$s::text END
                FROM tillback.seller_notice n
                LEFT JOIN %3$s s ON s.%4$s::text = n.seller
                WHERE n.created_at > clock_timestamp() - make_interval(secs => ?)
                  AND NOT EXISTS (SELECT FROM tillback.seller_mail m WHERE m.notice = n.number)
                ON CONFLICT DO NOTHING
                """.formatted(quote(column), ADDRESS, quote(table), quote(key));
    }

    @Override
    public String findByColumn(TableId table, ColumnName key, ColumnName column) {
        return "SELECT %s::text FROM %s WHERE %s::text = ? LIMIT 2".formatted(quote(key), quote(table), quote(column));
    }
}
