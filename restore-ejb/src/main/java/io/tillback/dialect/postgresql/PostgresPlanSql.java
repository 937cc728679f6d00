package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.all;
import static io.tillback.dialect.postgresql.Sql.field;
import static io.tillback.dialect.postgresql.Sql.image;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.liveRows;
import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.plannedKeys;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.row;
import static io.tillback.dialect.postgresql.Sql.rowType;
import static io.tillback.dialect.postgresql.Sql.stage;

import io.tillback.dialect.Bound;
import io.tillback.dialect.PlanSql;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RowScope;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A plan is a table: number, action, key, the live values seen, the values to be. Values are of a row type of the plan's
 * own, so that the store's tables can be altered while plans exist.
 */
final class PostgresPlanSql implements PlanSql {
    /** Half of what one row of a sort may hold, with room for the rest. */
    private static final int MOST_SORTED_COLUMNS = 700;

    private final PostgresForeignKeySql foreignKeys = new PostgresForeignKeySql();
    private final PostgresFollowSql follow = new PostgresFollowSql();
    private final PostgresSellerSql sellers = new PostgresSellerSql();

    @Override
    public List<String> createPlan(Table table) {
        String type = rowType(table.plan(), table.number());
        String attributes = Sql.definitions(columns(table));
        return List.of("CREATE TYPE %s AS (%s)".formatted(type, attributes), """
                CREATE TABLE %s (
                  number bigint NOT NULL,
                  action text NOT NULL,
                  %s,
                  live %s,
                  target %s)
                """.formatted(
                        planRows(table), Identity.of(table).definitions(), type, type));
    }

    /** Afterwards, since an index that grows row by row takes longer than the rows. */
    @Override
    public List<String> indexPlan(Table table) {
        String rows = planRows(table.plan(), table.number());
        return List.of("ALTER TABLE %s ADD PRIMARY KEY (number)".formatted(rows), "ANALYZE " + rows);
    }

    private static List<Column> columns(Table table) {
        return table.columns().stream()
                .map(name -> table.live().findColumn(name).orElseThrow())
                .toList();
    }

    /**
     * The sort is given the columns of both rows, or, where those are too many for it, the composite values made of them,
     * which take more room.
     */
    private static String aside(Table table) {
        return table.columns().size() > MOST_SORTED_COLUMNS ? "OFFSET 0" : "";
    }

    @Override
    public Bound fillFromStage(Table table, RowScope rows, RestorePolicy policy, Width width) {
        Identity identity = Identity.of(table);
        String keys = plannedKeys(identity.width(), "");
        String type = rowType(table.plan(), table.number());
        PlanJoin joined = PlanJoin.of(table, rows);
        String sql = """
                INSERT INTO %s (number, action, %s, live, target)
                SELECT row_number() OVER (ORDER BY action = 'KEEP', %s), action, %s, live, target
                FROM (
                  SELECT CASE
                           %sWHEN %s THEN '%s'
                           WHEN %s THEN '%s'
                           ELSE '%s' END AS action,
                         %s,
                         CASE WHEN %s THEN %s END AS live,
                         CASE WHEN %s THEN %s END AS target
                  FROM %s
                  WHERE %s
                    AND (%s)
                  %s) differing
                """.formatted(
                        planRows(table),
                        keys,
                        keys,
                        keys,
                        keepUnfit(table),
                        identity.absent("l"),
                        action(policy.missing() == MissingRows.CREATE && width == Width.WHOLE_ROWS, "CREATE"),
                        identity.absent("s"),
                        action(policy.added() == AddedRows.REMOVE && width == Width.WHOLE_ROWS, "REMOVE"),
                        action(policy.changed() == ChangedRows.BRING_BACK, "CHANGE"),
                        identity.either("l", "s"),
                        identity.present("l"),
                        row(table.columns(), "l", type),
                        identity.present("s"),
                        row(table.columns(), "s", type),
                        joined.from(),
                        joined.inScope(),
                        PlanJoin.differs(table),
                        aside(table));
        return new Bound(sql, joined.parameters());
    }

    private static String action(boolean applies, String action) {
        return applies ? action : "KEEP";
    }

    /** A row whose values of then do not fit today's types is shown and left alone. */
    private static String keepUnfit(Table table) {
        return table.stage() != Stage.MARKED
                ? ""
                : "WHEN s.%s IS NOT NULL THEN 'KEEP' ".formatted(quote(Sql.unfitMark(table.columns())));
    }

    @Override
    public String countKeyFaults(Table table) {
        return "SELECT (%s), (%s)"
                .formatted(keyFaults(table, stage(table.plan(), table.number())), keyFaults(table, liveRows(table)));
    }

    private static String keyFaults(Table table, String rows) {
        List<ColumnName> key = table.live().key();
        return """
                SELECT COALESCE(sum(rows) FILTER (WHERE rows > 1 OR keyless), 0)
                FROM (
                  SELECT count(*) AS rows, %s AS keyless
                  FROM %s r
                  GROUP BY %s) keyed
                """.formatted(
                        key.stream()
                                .map(name -> "r." + quote(name) + " IS NOT DISTINCT FROM NULL")
                                .collect(Collectors.joining(" OR ")),
                        rows,
                        list(key, name -> "r." + quote(name)));
    }

    @Override
    public String addDependents(ForeignKey key, Table from, Table to) {
        return follow.addDependents(key, from, to);
    }

    @Override
    public String addReferences(ForeignKey key, Table from, Table to, long compared) {
        return follow.addReferences(key, from, to, compared);
    }

    @Override
    public List<String> addParents(ForeignKey key, Table from, Table to) {
        return follow.addParents(key, from, to);
    }

    @Override
    public String skipOrphans(ForeignKey key, Table from, TableShape toLive, Optional<Table> to) {
        return foreignKeys.skipOrphans(key, from, toLive, to);
    }

    @Override
    public String cutOrphansLoose(
            ForeignKey key, Table from, TableShape toLive, Optional<Table> to, List<ColumnName> columns) {
        return foreignKeys.cutOrphansLoose(key, from, toLive, to, columns);
    }

    @Override
    public List<String> markSellers(Table table, SellerRoute route, List<Table> planned) {
        return sellers.mark(table, route, planned);
    }

    @Override
    public String countSellers(List<Table> tables) {
        return sellers.count(tables);
    }

    @Override
    public String digestSellers(Table table) {
        return sellers.digest(table);
    }

    @Override
    public Bound countEqualAndOutside(Table table, RowScope rows) {
        return rows.match(
                () -> new Bound(countUnplanned(table), List.of()),
                keys -> countByComparing(table, rows),
                matching -> countByComparing(table, rows));
    }

    /** Every live row is either in the plan or equal, and no row is out of scope. */
    private static String countUnplanned(Table table) {
        return "SELECT (SELECT count(*) FROM %s) - (SELECT count(*) FROM %s p WHERE p.live IS DISTINCT FROM NULL), 0"
                .formatted(Identity.of(table).live("l"), planRows(table.plan(), table.number()));
    }

    private static Bound countByComparing(Table table, RowScope rows) {
        PlanJoin joined = PlanJoin.of(table, rows);
        String sql = """
                SELECT count(*) FILTER (WHERE in_scope AND NOT differs), count(*) FILTER (WHERE NOT in_scope AND differs)
                FROM (
                  SELECT %s AS in_scope, (%s) AS differs
                  FROM %s
                  OFFSET 0) compared
                """.formatted(joined.inScope(), PlanJoin.differs(table), joined.from());
        return new Bound(sql, joined.parameters());
    }

    @Override
    public String fillFromPlan(Table table, Table applied) {
        String keys = plannedKeys(Identity.of(table).width(), "");
        String type = rowType(table.plan(), table.number());
        return """
                INSERT INTO %s (number, action, %s, live, target)
                SELECT row_number() OVER (ORDER BY action = 'KEEP', %s), action, %s, live, target
                FROM (
                  SELECT CASE
                           WHEN NOT as_written THEN 'KEEP'
                           WHEN was = 'CREATE' THEN 'REMOVE'
                           WHEN was = 'REMOVE' THEN 'CREATE'
                           ELSE 'CHANGE' END AS action,
                         %s, live, target
                  FROM (%s) compared
                  WHERE NOT as_before
                  OFFSET 0) differing
                """.formatted(planRows(table), keys, keys, keys, keys, sinceApplied(table, applied, type));
    }

    @Override
    public String renumber(Table table) {
        return KeylessSql.renumber(table);
    }

    @Override
    public String countEqualToPlan(Table table, Table applied) {
        String type = rowType(table.plan(), table.number());
        return "SELECT count(*) FROM (%s) compared WHERE as_before".formatted(sinceApplied(table, applied, type));
    }

    /** Each row an applied plan wrote, as it is now: still as written, back as it was before, or edited since. */
    private static String sinceApplied(Table table, Table applied, String type) {
        Identity identity = Identity.of(table);
        String now = image(columns(table), "l");
        String written = "ROW(" + list(table.columns(), name -> field("p.target", name)) + ")";
        String before = "ROW(" + list(table.columns(), name -> field("p.live", name)) + ")";
        String beforeAsType = before + "::" + type;
        return """
                SELECT p.action AS was, %s,
                       CASE WHEN %s THEN %s END AS live,
                       CASE WHEN p.action <> 'CREATE' THEN %s END AS target,
                       CASE p.action
                         WHEN 'REMOVE' THEN %s
                         ELSE %s AND record_image_eq(%s, %s) END AS as_written,
                       CASE p.action
                         WHEN 'CREATE' THEN %s
                         ELSE %s AND record_image_eq(%s, %s) END AS as_before
                FROM %s p
                LEFT JOIN %s ON %s
                WHERE p.action <> 'KEEP'
                """.formatted(
                        plannedKeys(identity.width(), "p."),
                        identity.present("l"),
                        row(table.columns(), "l", type),
                        beforeAsType,
                        identity.absent("l"),
                        identity.present("l"),
                        now,
                        written,
                        identity.absent("l"),
                        identity.present("l"),
                        now,
                        before,
                        planRows(applied),
                        identity.live("l"),
                        identity.planned("l", "p"));
    }

    @Override
    public String countActions(Table table) {
        return "SELECT p.action, count(*) FROM %s p GROUP BY p.action".formatted(planRows(table));
    }

    /** Where there is text, live and target one after the other: both in one text would be too long for it where a value is of hundreds of MB. */
    @Override
    public String digest(Table table) {
        String keys = plannedKeys(Identity.of(table).width(), "");
        if (columns(table).stream().allMatch(PostgresPlanSql::hasExactHash)) {
            return """
                    SELECT count(*) || ':' || COALESCE(sum(
                             hashint8extended(hash_record_extended(ROW(action, %s, live, target), 0), 0)::numeric), 0)
                    FROM %s
                    """.formatted(keys, planRows(table));
        }
        return """
                SELECT count(*) || ':' || COALESCE(sum(hashtextextended(ROW(action, %s)::text,
                         hashtextextended(COALESCE(live::text, ''), hashtextextended(COALESCE(target::text, ''), 0)))::numeric), 0)
                FROM %s
                """.formatted(keys, planRows(table));
    }

    /**
     * Values that differ are not equal, so that a hash which follows equality tells them apart. It is taken of twice: a
     * row's hash is a sum over its values, and sums of sums would not tell which value belongs to which key.
     */
    private static boolean hasExactHash(Column column) {
        return column.isEqualOnlyToTheByte() && !column.values().type().startsWith("bit");
    }

    @Override
    public String countDanglingDependents(ForeignKey key, TableShape fromLive, Optional<Table> from, Table to) {
        return foreignKeys.countDanglingDependents(key, fromLive, from, to);
    }

    @Override
    public String countMissingParents(ForeignKey key, Table from, TableShape toLive, Optional<Table> to) {
        return foreignKeys.countMissingParents(key, from, toLive, to);
    }

    @Override
    public String page(Table table) {
        List<ColumnName> columns = table.columns();
        return """
                SELECT number, action, ARRAY[%s], ARRAY[%s], ARRAY[%s], ARRAY[%s]
                FROM %s p
                WHERE number > ?
                ORDER BY number
                LIMIT ?
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
                        planRows(table));
    }

    @Override
    public String countRows(Table table) {
        return "SELECT count(*) FROM " + planRows(table) + " p";
    }

    @Override
    public String differing(Table before, Table after) {
        return PostgresPlanDifferenceSql.differing(before, after);
    }

    @Override
    public String now() {
        return "SELECT transaction_timestamp()";
    }

    @Override
    public String dropsOf() {
        return """
                SELECT CASE c.relkind WHEN 'c' THEN 'DROP TYPE IF EXISTS tillback.' ELSE 'DROP TABLE IF EXISTS tillback.' END
                         || quote_ident(c.relname)
                FROM pg_class c
                WHERE c.relnamespace = 'tillback'::regnamespace
                  AND c.relkind IN ('r', 'c')
                  AND c.relname ~ ('^(plan|row|seller|gap|conflict)_' || ? || '_[0-9]+$')
                ORDER BY c.relkind DESC
                """;
    }

    static String allNotNull(List<String> values) {
        return all(values, value -> value + " IS NOT NULL");
    }
}
