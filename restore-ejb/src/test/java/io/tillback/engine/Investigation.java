package io.tillback.engine;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcChangeSearch;
import io.tillback.jdbc.JdbcJournal;
import io.tillback.jdbc.JdbcReleaseBook;
import io.tillback.journal.ChangeFinder;
import io.tillback.journal.FoundTransaction;
import io.tillback.journal.Releases;
import io.tillback.journal.RowStep;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangeCriteria.By;
import io.tillback.model.ChangeCriteria.Rows;
import io.tillback.model.ChangeCriteria.Window;
import io.tillback.model.ColumnName;
import io.tillback.model.Condition;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The search for changes, as the server wires it, with short words for what is looked for. */
final class Investigation {
    private final Engine engine;
    final ChangeFinder finder;
    final Releases releases;

    Investigation(Engine engine) {
        Dialect dialect = new PostgresDialect();
        this.engine = engine;
        this.releases = new Releases(engine.journal(), new JdbcReleaseBook(engine.database));
        this.finder = new ChangeFinder(
                new JdbcJournal(engine.database, dialect), new JdbcChangeSearch(engine.database, dialect), releases);
    }

    /** In one transaction of the store, which says who it is. @return its number */
    long change(String actor, String release, String... statements) throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "SELECT set_config('tillback.actor', '%s', TRUE), set_config('tillback.release', '%s', TRUE)"
                            .formatted(actor, release));
            for (String sql : statements) {
                statement.execute(sql);
            }
            long id = Long.parseLong(Payments.first(statement, "SELECT pg_current_xact_id()::text"));
            connection.commit();
            return id;
        }
    }

    List<Long> find(ChangeCriteria criteria) {
        return finder.find(criteria, "", 100).transactions().stream()
                .map(FoundTransaction::number)
                .toList();
    }

    /** What became of rows in the transactions that are found, a line for each. */
    List<String> steps(ChangeCriteria criteria) {
        List<Long> transactions = find(criteria);
        return transactions.isEmpty()
                ? List.of()
                : finder.load(criteria.within(transactions), "", 500).steps().stream()
                        .map(Investigation::line)
                        .toList();
    }

    static String line(RowStep step) {
        String values = step.values().stream()
                .map(value -> "%s: %s -> %s"
                        .formatted(
                                value.column(),
                                value.before().orElse("-"),
                                step.after() == RowStep.Knowledge.KNOWN
                                        ? value.after().orElse("-")
                                        : "?"))
                .collect(Collectors.joining(", "));
        return "%s %s [%s]".formatted(step.key(), step.kind(), values);
    }

    static ChangeCriteria changesOf(TableId table) {
        return changesOf(table, Rows.ANY);
    }

    static ChangeCriteria changesOf(TableId table, Rows rows) {
        return new ChangeCriteria(Optional.of(table), rows, By.ANYBODY, List.of(), Window.ALL);
    }

    static ChangeCriteria by(By by) {
        return new ChangeCriteria(Optional.empty(), Rows.ANY, by, List.of(), Window.ALL);
    }

    static By actor(String name) {
        return new By(Optional.of(name), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static By release(String name) {
        return new By(Optional.empty(), Optional.empty(), Optional.of(name), Optional.empty());
    }

    static Rows columns(String... names) {
        return new Rows(
                Optional.empty(),
                Stream.of(names).map(ColumnName::new).toList(),
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    static Rows key(String... values) {
        return new Rows(Optional.of(RowKey.of(values)), List.of(), Optional.empty(), Optional.empty(), Set.of());
    }

    static Rows before(Condition condition) {
        return new Rows(Optional.empty(), List.of(), Optional.of(condition), Optional.empty(), Set.of());
    }

    static Rows after(Condition condition) {
        return new Rows(Optional.empty(), List.of(), Optional.empty(), Optional.of(condition), Set.of());
    }

    static Rows became(Condition before, Condition after) {
        return new Rows(Optional.empty(), List.of(), Optional.of(before), Optional.of(after), Set.of());
    }

    static Rows operations(ChangeCriteria.Operation... some) {
        return new Rows(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Set.of(some));
    }

    static Condition equal(String column, String value) {
        return new Condition.Compare(new ColumnName(column), Condition.Operator.EQUAL, value);
    }

    static Condition isNull(String column) {
        return new Condition.IsNull(new ColumnName(column));
    }

    static Condition isNotNull(String column) {
        return new Condition.Not(isNull(column));
    }
}
