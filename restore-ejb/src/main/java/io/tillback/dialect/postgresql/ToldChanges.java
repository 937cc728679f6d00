package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.all;
import static io.tillback.dialect.postgresql.Sql.field;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.sellers;

import io.tillback.dialect.PlanSql.Owners;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.ForeignKey.OnDelete;
import io.tillback.model.PastState;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Each change that was recorded since a plan's target, once, with what becomes of it.
 *
 * <p>What the plan takes back is what was done to the rows that it writes: all of it, or, where it writes some columns only,
 * what changed those. On purpose it takes back what the transactions did that its target names. Where it names none, the
 * rows it was asked for are meant, and what is lost is rows that came since.
 *
 * <p>A change is whose its row is: by the plan, if the row is in it; else by the row as it was before the change, and where
 * that is not recorded, as it is, or as it was when it went.
 */
final class ToldChanges {
    private static final String IMAGES = "('U', 'D', 'T')";

    private final Table table;
    private final TableShape shape;
    private final PastState state;
    private final Optional<SellerRoute> route;
    private final OptionalLong compared;
    private final PastRows past;
    private final Identity identity;
    private final RecordColumns own;
    private final List<Column> scoped;

    ToldChanges(Table table, Companion companion, PastState state, Optional<SellerRoute> route, OptionalLong compared) {
        this.table = table;
        this.shape = companion.table();
        this.state = state;
        this.route = route;
        this.compared = compared;
        this.past = window(companion, state);
        this.identity = Identity.of(shape);
        this.own = RecordColumns.of(shape);
        this.scoped = shape.storedColumns().stream()
                .filter(column -> looksAt(column.name()))
                .toList();
    }

    /** Rows are followed to in tables alone of which the plan has all columns. */
    private boolean looksAt(ColumnName column) {
        return compared.isEmpty()
                ? table.columns().contains(column)
                : table.live().foreignKeys().stream()
                        .filter(key -> key.onDelete() == OnDelete.CUTS_LOOSE)
                        .anyMatch(key -> key.fromColumns().contains(column));
    }

    /** All that happened since a state. */
    static PastRows window(Companion companion, PastState state) {
        return new PastRows(companion, state.without().isEmpty() ? state : PastState.at(state.moment()));
    }

    /**
     * Columns: what the changes have in common, outcome, transaction, backend, minute, seller, changes. By transaction and
     * minute together, since few transactions last longer than one; by seller apart: together they would be nearly as many
     * as the changes. Where no way leads to a seller there is nothing to count apart, and parallel workers can share it.
     */
    String counted() {
        return route.map(this::countedWithSellers).orElseGet(this::countedWithoutSellers);
    }

    private String countedWithSellers(SellerRoute to) {
        return """
                %sSELECT CASE WHEN grouping(c.transaction) = 0 THEN 'TRANSACTION' ELSE 'SELLER' END AS common,
                       c.outcome, c.transaction, c.backend, c.minute, c.seller, count(*) AS changes
                FROM (
                %sUNION ALL
                %s) c
                GROUP BY GROUPING SETS ((c.outcome, c.transaction, c.backend, c.minute), (c.outcome, c.seller))""".formatted(
                        asksForFirst() ? "WITH " + found() : "",
                        told(
                                sellerOf(PostgresSellerSql.lead(to, this::imaged)),
                                "WHERE r.%s IN %s".formatted(own.operation(), IMAGES)),
                        told(
                                sellerOf(PostgresSellerSql.lead(to, this::keyed)),
                                keyedRows(to) + "WHERE r.%s NOT IN %s".formatted(own.operation(), IMAGES)));
    }

    private String countedWithoutSellers() {
        return """
                WITH %scounted AS MATERIALIZED (
                SELECT c.outcome, c.transaction, c.backend, c.minute, count(*) AS changes
                FROM (
                %s) c
                GROUP BY c.outcome, c.transaction, c.backend, c.minute)
                SELECT 'TRANSACTION' AS common, outcome, transaction, backend, minute, NULL::text AS seller, changes
                FROM counted
                UNION ALL
                SELECT 'SELLER', outcome, NULL::xid8, NULL::integer, NULL::timestamp with time zone, NULL::text,
                       sum(changes)::bigint
                FROM counted
                GROUP BY outcome""".formatted(asksForFirst() ? found().strip() + ",\n" : "", told("NULL::text", ""));
    }

    /** Where what the named transactions did to a row begins. */
    private String found() {
        return "found AS (\n" + past.firstRecords(named()) + ")\n";
    }

    private boolean asksForFirst() {
        return state.beforeTransaction().isPresent() || overwrites();
    }

    private boolean overwrites() {
        return !state.without().isEmpty() && state.conflicts() == Conflicts.OVERWRITE;
    }

    private List<Long> named() {
        return state.beforeTransaction().isPresent()
                ? List.of(state.beforeTransaction().getAsLong())
                : state.without();
    }

    private String isNamed() {
        return "r.%s IN (%s)".formatted(own.transaction(), list(named(), ToldChanges::id));
    }

    private String told(String seller, String rest) {
        return """
                SELECT CASE WHEN %s THEN %s ELSE 'KEPT' END AS outcome, r.%s AS transaction, r.%s AS backend,
                       date_bin('1 minute', r.%s, '0001-01-01 00:00:00+00') AS minute, %s AS seller
                FROM %s
                LEFT JOIN %s p ON %s
                %s%s%s%s
                """.formatted(
                        isTakenBack(),
                        onPurpose(),
                        own.transaction(),
                        own.backend(),
                        own.time(),
                        seller,
                        records(),
                        isToldByMarks() ? sellers(table) : planRows(table),
                        identity.planned("r", "p"),
                        isMarked() && !isToldByMarks()
                                ? "LEFT JOIN %s o ON o.number = p.number\n".formatted(sellers(table))
                                : "",
                        asksForFirst() ? "LEFT JOIN found x ON %s\n".formatted(identity.same("r", "x")) : "",
                        overwrites() ? overwritten() : "",
                        rest);
    }

    /** The marks tell all of a planned row but its values, and are less to read and to join. */
    private boolean isToldByMarks() {
        return isMarked() && isWhole();
    }

    private boolean isMarked() {
        return table.owners() == Owners.MARKED;
    }

    private String isTakenBack() {
        String written = "p.action <> 'KEEP'" + touched();
        if (state.beforeTransaction().isPresent()) {
            return written + " AND (x.%1$s IS NULL OR r.%1$s >= x.%1$s)".formatted(own.position());
        }
        if (state.without().isEmpty()) {
            return written;
        }
        return written + " AND "
                + (overwrites()
                        ? "(%1$s OR z.k1 IS NOT NULL AND r.%2$s > x.%2$s)".formatted(isNamed(), own.position())
                        : isNamed());
    }

    /** Rows of which something is overwritten that others have written since: what they did to them is lost. */
    private String overwritten() {
        String keys = Sql.plannedKeys(identity.width(), "");
        return "LEFT JOIN (SELECT DISTINCT %s FROM %s) z ON %s\n"
                .formatted(keys, Sql.conflicts(table.plan(), table.number()), identity.planned("r", "z"));
    }

    private static String id(long transaction) {
        return "'" + Long.toUnsignedString(transaction) + "'";
    }

    private String onPurpose() {
        return named().isEmpty()
                ? "CASE p.action WHEN 'REMOVE' THEN 'LOST' ELSE 'BROUGHT_BACK' END"
                : "CASE WHEN %s THEN 'BROUGHT_BACK' ELSE 'LOST' END".formatted(isNamed());
    }

    private boolean isWhole() {
        return compared.isEmpty() && scoped.size() == shape.storedColumns().size();
    }

    private String touched() {
        if (compared.isPresent()) {
            return " AND (p.action <> 'CHANGE' OR p.number <= %d OR %s)"
                    .formatted(compared.getAsLong(), touches(all(scoped, this::isSameOrLeft)));
        }
        return isWhole() ? "" : " AND " + touches(Sql.same(scoped, this::before, this::after));
    }

    /** A row that takes one reference back keeps the others as they are. */
    private String isSameOrLeft(Column column) {
        List<Column> one = List.of(column);
        return "(%s OR %s)"
                .formatted(
                        Sql.same(one, this::before, this::after),
                        Sql.same(one, live -> field("p.live", live.name()), then -> field("p.target", then.name())));
    }

    /** @param same whether all that the plan writes is after the change as it was before */
    private String touches(String same) {
        return "CASE r.%s WHEN 'U' THEN NOT (%s) WHEN 'I' THEN TRUE ELSE FALSE END".formatted(own.operation(), same);
    }

    private String before(Column column) {
        return Sql.value(column, "r");
    }

    private String after(Column column) {
        return "CASE WHEN r.%s IN %s THEN r.%s ELSE %s END"
                .formatted(next(0), IMAGES, next(scoped.indexOf(column) + 1), field("p.live", column.name()));
    }

    private String next(int i) {
        return RecordColumns.free(shape, "next_" + i);
    }

    /** In the order in which a row was changed, which is not that of records where statements ran within others. */
    private String records() {
        return isWhole()
                ? past.records("r")
                : """
                (SELECT q.*, lead(q.%s) OVER same_row AS %s, %s
                 FROM %s
                 WINDOW same_row AS (PARTITION BY %s ORDER BY COALESCE(q.%s, q.%s), q.%s)) r""".formatted(
                        own.operation(),
                        next(0),
                        list(IntStream.range(0, scoped.size()).boxed().toList(), i -> "lead(%s) OVER same_row AS %s"
                                .formatted(Sql.value(scoped.get(i), "q"), next(i + 1))),
                        past.records("q"),
                        past.keyColumns("q"),
                        own.began(),
                        own.position(),
                        own.position());
    }

    private String sellerOf(String computed) {
        return isMarked()
                ? "CASE WHEN p.number IS NULL THEN %s ELSE %s.seller END"
                        .formatted(computed, isToldByMarks() ? "p" : "o")
                : computed;
    }

    private String imaged(ColumnName column) {
        return isStored(column) ? "r." + quote(column) : "NULL::text";
    }

    private String keyed(ColumnName column) {
        return isStored(column)
                ? "CASE WHEN %1$s THEN l.%2$s ELSE d.%2$s END".formatted(identity.present("l"), quote(column))
                : "l." + quote(column);
    }

    private boolean isStored(ColumnName column) {
        return shape.storedColumns().stream().anyMatch(stored -> stored.name().equals(column));
    }

    /** The row as it is, and as it was when it went: whose key alone was recorded is found there. */
    private String keyedRows(SellerRoute to) {
        List<ColumnName> stored = to.start().stream()
                .filter(this::isStored)
                .filter(column -> !shape.key().contains(column))
                .toList();
        return """
                LEFT JOIN %s ON %s
                LEFT JOIN (
                  SELECT DISTINCT ON (%s) %s%s
                  FROM %s
                  WHERE g.%s IN ('D', 'T')
                  ORDER BY %s, g.%s DESC) d ON %s
                """.formatted(
                        identity.live("l"),
                        identity.same("r", "l"),
                        past.keyColumns("g"),
                        past.keyColumns("g"),
                        stored.isEmpty() ? "" : ", " + list(stored, column -> "g." + quote(column)),
                        past.records("g"),
                        own.operation(),
                        past.keyColumns("g"),
                        own.position(),
                        identity.same("r", "d"));
    }
}
