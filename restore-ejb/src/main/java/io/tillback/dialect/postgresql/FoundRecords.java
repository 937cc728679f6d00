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
import io.tillback.model.Stretch;
import io.tillback.model.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What single records say of a search. Numbers of transactions are constants, so that segments can be passed by. */
final class FoundRecords {
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
        String later = search.stretch()
                .until()
                .map(until -> " AND %1$s < pg_snapshot_xmax(%2$s) AND pg_visible_in_snapshot(%1$s, %2$s)"
                        .formatted(own.transaction(), PostgresJournalSql.cut(until)))
                .orElse("");
        return records(alias, later);
    }

    /** Those, and all that follow: what is asked of a change may be told by later ones. */
    String laterRecords(String alias) {
        return records(alias, "");
    }

    private String records(String alias, String until) {
        Stretch stretch = search.stretch();
        Moment after = stretch.after();
        return "(SELECT %s FROM %s WHERE %s >= pg_snapshot_xmin(%s) AND NOT pg_visible_in_snapshot(%s, %s)%s) %s"
                .formatted(
                        columns(),
                        RecordColumns.tableOf(stretch.companion()),
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
        search.told().ifPresent(told -> conditions.add(saidSo(alias, told, parameters)));
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

    /**
     * What a process told holds for its transactions until it tells something else. Asked of each transaction once: it may
     * have made many records, and somebody may have told often.
     */
    private String saidSo(String alias, Told told, List<String> parameters) {
        parameters.addAll(List.of(told.processes(), told.first(), told.next()));
        String named = search.criteria().transactions().isEmpty()
                ? ""
                : " WHERE d.%s IN (%s)"
                        .formatted(
                                own.transaction(), list(search.criteria().transactions(), FoundRecords::transaction));
        return """
                (%1$s.%2$s, %1$s.%3$s) IN (
                      SELECT d.%2$s, d.%3$s
                      FROM (SELECT DISTINCT d.%2$s, d.%3$s FROM %4$s%5$s) d
                      JOIN unnest(?::text::integer[], ?::text::xid8[], ?::text::xid8[]) w (process, first, next)
                        ON w.process = d.%2$s AND w.first <= d.%3$s AND (w.next IS NULL OR w.next > d.%3$s))""".formatted(alias, own.backend(), own.transaction(), records("d"), named);
    }
}
