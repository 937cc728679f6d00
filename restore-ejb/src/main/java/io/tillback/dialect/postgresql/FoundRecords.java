package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.dialect.SearchSql.Search;
import io.tillback.dialect.SearchSql.Told;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangeCriteria.Operation;
import io.tillback.model.Column;
import io.tillback.model.Moment;
import io.tillback.model.RowKey;
import io.tillback.model.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What single records say of a search. Numbers of transactions are constants, so that segments can be passed by. */
final class FoundRecords {
    /** As a number without a sign. */
    private static final long GREATEST = -1;

    private final Search search;
    private final TableShape table;
    private final RecordColumns own;

    FoundRecords(Search search) {
        this.search = search;
        this.table = search.stretch().companion().table();
        this.own = RecordColumns.of(table);
    }

    /** @param parameters of the placeholders, in their order */
    record Condition(String sql, List<String> parameters) {}

    /** The records of the stretch. Values of the store's own types are texts, but for those of the key. */
    String records(String alias) {
        return records(alias, bounds());
    }

    private String bounds() {
        String later = search.stretch()
                .until()
                .map(until -> " AND %1$s < pg_snapshot_xmax(%2$s) AND pg_visible_in_snapshot(%1$s, %2$s)"
                        .formatted(own.transaction(), PostgresJournalSql.cut(until)))
                .orElse("");
        String above = search.above().isPresent()
                ? " AND %s > %s"
                        .formatted(own.transaction(), transaction(search.above().getAsLong()))
                : "";
        return later + above;
    }

    /** Those, and all that follow: what is asked of a change may be told by later ones. */
    String laterRecords(String alias) {
        return records(alias, "");
    }

    /** Those of some segments only. */
    String laterRecords(List<Integer> segments, String alias) {
        return records(segments, alias, "");
    }

    /** Of some segments only; none: of all. */
    private String records(List<Integer> segments, String alias, String until) {
        if (segments.isEmpty()) {
            return records(alias, until);
        }
        String pieces = segments.stream()
                .map(number -> "SELECT * FROM "
                        + RecordColumns.segmentOf(search.stretch().companion(), number))
                .collect(Collectors.joining(" UNION ALL "));
        return records("(" + pieces + ") p", alias, until);
    }

    private String records(String alias, String until) {
        return records(RecordColumns.tableOf(search.stretch().companion()), alias, until);
    }

    private String records(String from, String alias, String until) {
        Moment after = search.stretch().after();
        return "(SELECT %s FROM %s WHERE %s >= pg_snapshot_xmin(%s) AND NOT pg_visible_in_snapshot(%s, %s)%s) %s"
                .formatted(
                        columns(),
                        from,
                        own.transaction(),
                        PostgresJournalSql.cut(after),
                        own.transaction(),
                        PostgresJournalSql.cut(after),
                        until,
                        alias);
    }

    private String columns() {
        if (table.storedColumns().stream().noneMatch(this::isText)) {
            return "*";
        }
        return own.names() + ", "
                + list(
                        table.storedColumns(),
                        column -> isText(column)
                                ? "%1$s::text AS %1$s".formatted(quote(column.name()))
                                : quote(column.name()));
    }

    /** Keys are looked up, and need their types. */
    private boolean isText(Column column) {
        return !RecordColumns.isBuiltIn(column) && !table.key().contains(column.name());
    }

    /** A live row's value as a record would give it. */
    String asKept(Column column, String alias) {
        return isText(column) ? alias + "." + quote(column.name()) + "::text" : Sql.value(column, alias);
    }

    /** The table as {@link #records} shows it: what conditions are written for. */
    TableShape shapeAsKept() {
        List<Column> columns = table.storedColumns().stream()
                .map(column -> isText(column)
                        ? new Column(column.name(), "text", column.nulls(), Column.Origin.WRITTEN, Column.Order.ORDERED)
                        : column)
                .toList();
        return new TableShape(table.id(), table.kind(), columns, table.key(), List.of(), List.of());
    }

    /**
     * Whether a record may be of a change that is looked for.
     *
     * @param imaged whether records are left out whose image shows that what was asked of the row before does not hold
     */
    Condition condition(String alias, Imaged imaged) {
        Condition unsaid = unsaidCondition(alias, imaged);
        if (search.criteria().by().isAnybody()) {
            return unsaid;
        }
        List<String> parameters = new ArrayList<>();
        String said = saidSo(alias, parameters);
        parameters.addAll(unsaid.parameters());
        return new Condition(said + "\n    AND " + unsaid.sql(), parameters);
    }

    /** Whoever made it. */
    private Condition unsaidCondition(String alias, Imaged imaged) {
        ChangeCriteria criteria = search.criteria();
        List<String> conditions = new ArrayList<>(List.of("TRUE"));
        List<String> parameters = new ArrayList<>();
        if (!criteria.transactions().isEmpty()) {
            conditions.add("%s.%s IN (%s)"
                    .formatted(alias, own.transaction(), list(criteria.transactions(), FoundRecords::transaction)));
        }
        if (!criteria.rows().operations().isEmpty()) {
            conditions.add("%s.%s IN (%s)"
                    .formatted(alias, own.operation(), letters(criteria.rows().operations())));
        }
        criteria.rows().key().ifPresent(key -> conditions.add(sameKey(alias, key, parameters)));
        if (imaged == Imaged.AS_ASKED) {
            criteria.rows().before().ifPresent(before -> {
                PostgresConditions asked = new PostgresConditions(shapeAsKept(), alias);
                conditions.add(
                        "%s.%s IN ('U', 'D', 'T') AND (%s)".formatted(alias, own.operation(), asked.write(before)));
                parameters.addAll(asked.parameters());
            });
        }
        return new Condition(String.join("\n    AND ", conditions), parameters);
    }

    /** Which records may lead to a change. */
    enum Imaged {
        ANY,
        AS_ASKED
    }

    static String transaction(long number) {
        return "'" + Long.toUnsignedString(number) + "'";
    }

    static String letters(Set<Operation> operations) {
        return operations.stream().sorted().map(FoundRecords::letters).collect(Collectors.joining(", "));
    }

    private static String letters(Operation operation) {
        return switch (operation) {
            case INSERT -> "'I'";
            case UPDATE -> "'U', 'M'";
            case DELETE -> "'D'";
            case TRUNCATE -> "'T'";
        };
    }

    private String sameKey(String alias, RowKey key, List<String> parameters) {
        parameters.addAll(key.values());
        return Sql.all(
                table.keyColumns(),
                column -> Sql.equal(
                        column,
                        alias + "." + quote(column.name()),
                        "?::text::" + column.values().type()));
    }

    private String saidSo(String alias, List<String> parameters) {
        return search.criteria().transactions().isEmpty()
                ? "(%s.%s, %s.%s) IN (\n%s)"
                        .formatted(alias, own.backend(), alias, own.transaction(), toldPairs(parameters))
                : saidInNamed(alias, parameters);
    }

    /**
     * Processes and transactions for which holds what was told: until the process tells something else. Where records are
     * found by process, each turn of it is looked up; others are asked of each transaction once: it may have made many.
     */
    private String toldPairs(List<String> parameters) {
        Told told = search.told().orElseThrow();
        List<String> parts = new ArrayList<>();
        if (!search.pieces().indexed().isEmpty()) {
            parts.add("""
                      SELECT n.%1$s, n.%2$s
                      FROM %3$s
                      CROSS JOIN LATERAL (
                        SELECT DISTINCT d.%1$s, d.%2$s
                        FROM %4$s
                        WHERE d.%1$s = w.process AND d.%2$s >= w.first AND d.%2$s < COALESCE(w.next, %5$s)) n""".formatted(
                            own.backend(),
                            own.transaction(),
                            turns(told, parameters),
                            records(search.pieces().indexed(), "d", bounds()),
                            transaction(GREATEST) + "::xid8"));
        }
        if (parts.isEmpty() || !search.pieces().others().isEmpty()) {
            parts.add("""
                      SELECT d.%1$s, d.%2$s
                      FROM (SELECT DISTINCT d.%1$s, d.%2$s FROM %3$s) d
                      JOIN %4$s ON w.process = d.%1$s AND w.first <= d.%2$s AND (w.next IS NULL OR w.next > d.%2$s)""".formatted(
                            own.backend(),
                            own.transaction(),
                            records(search.pieces().others(), "d", bounds()),
                            turns(told, parameters)));
        }
        return String.join("\n  UNION\n", parts);
    }

    private static String turns(Told told, List<String> parameters) {
        parameters.addAll(List.of(told.processes(), told.first(), told.next()));
        return "unnest(?::text::integer[], ?::text::xid8[], ?::text::xid8[]) w (process, first, next)";
    }

    /**
     * Queries that lead to {@code hit}, where it is known who told, and in which segments to look up what: from few transactions
     * to their records. Left to itself the planner would look through all records for these transactions.
     *
     * @param below the least transaction that is not looked for
     */
    Condition toldHits(String columns, long below) {
        List<String> parameters = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        String pairs = toldPairs(parameters);
        for (List<Integer> segments :
                List.of(search.pieces().indexed(), search.pieces().others())) {
            if (!segments.isEmpty()) {
                Condition condition = unsaidCondition("r", Imaged.ANY);
                parameters.addAll(condition.parameters());
                parts.add("""
                          SELECT h.*
                          FROM told n
                          CROSS JOIN LATERAL (
                            SELECT %1$s
                            FROM %2$s
                            WHERE r.%3$s = n.%3$s AND r.%4$s = n.%4$s AND %5$s%6$s) h""".formatted(
                                columns,
                                records(segments, "r", bounds()),
                                own.transaction(),
                                own.backend(),
                                condition.sql(),
                                segments == search.pieces().indexed() ? "\n  OFFSET 0" : ""));
            }
        }
        return new Condition(
                """
                WITH pair AS (
                %1$s),
                told AS MATERIALIZED (SELECT p.* FROM pair p WHERE p.%2$s < %3$s),
                hit AS MATERIALIZED (
                %4$s)
                """.formatted(pairs, own.transaction(), transaction(below), String.join("\nUNION ALL\n", parts)),
                parameters);
    }

    /** Of a few transactions it is faster to ask who made each. */
    private String saidInNamed(String alias, List<String> parameters) {
        List<String> conditions = new ArrayList<>();
        said(search.criteria().by(), "w", conditions, parameters);
        return """
                (%1$s.%2$s, %1$s.%3$s) IN (
                      SELECT d.%2$s, d.%3$s
                      FROM (SELECT DISTINCT d.%2$s, d.%3$s FROM %4$s WHERE d.%3$s IN (%5$s)) d
                      %6$s
                      WHERE %7$s)""".formatted(
                        alias,
                        own.backend(),
                        own.transaction(),
                        records("d"),
                        list(search.criteria().transactions(), FoundRecords::transaction),
                        WhoRecorder.find("d." + own.backend(), "d." + own.transaction()),
                        String.join(" AND ", conditions));
    }

    /** What somebody told of themselves, exactly as asked. */
    static void said(ChangeCriteria.By by, String alias, List<String> conditions, List<String> parameters) {
        by.actor().ifPresent(name -> say(alias + ".actor", name, conditions, parameters));
        by.request().ifPresent(name -> say(alias + ".request", name, conditions, parameters));
        by.release().ifPresent(name -> say(alias + ".release", name, conditions, parameters));
        by.sessionUser().ifPresent(name -> say(alias + ".session_user_name", name, conditions, parameters));
    }

    private static void say(String column, String name, List<String> conditions, List<String> parameters) {
        conditions.add(column + " = ?::text");
        parameters.add(name);
    }
}
