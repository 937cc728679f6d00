package io.tillback.jdbc;

import io.tillback.dialect.WatchSql;
import io.tillback.jdbc.Looks.Surveyed;
import io.tillback.jdbc.WatchedValues.Grown;
import io.tillback.model.AlertCause.Along;
import io.tillback.model.AlertCause.NewOperation;
import io.tillback.model.AlertCause.Operation;
import io.tillback.model.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks whether rows were deleted, truncated or given other keys in tables where nobody is known to have done that. Of one look,
 * in its transaction.
 *
 * <p>What a transaction does to rows that refer to others to which it does the same goes along with these: it tells nothing by
 * itself.
 */
final class WatchedOperations {
    private final Session session;
    private final WatchSql sql;
    private final Duration learning;
    private final Map<TableId, Grown> grown = new HashMap<>();
    private final List<Rare> rare = new ArrayList<>();
    private final Map<TableId, List<Done>> found = new HashMap<>();

    WatchedOperations(Session session, WatchSql sql, Duration learning) {
        this.session = session;
        this.sql = sql;
        this.learning = learning;
    }

    /** @param letters of what was done */
    private record Rare(Grown grown, String letters) {
        TableId table() {
            return grown.companion().table().id();
        }
    }

    private record Done(String letter, String transaction, long rows) {}

    private enum Learning {
        OVER,
        GOES_ON
    }

    private record Known(String letters, Learning learning) {}

    void note(Grown table, List<Surveyed> surveyed) {
        grown.put(table.companion().table().id(), table);
        String letters = surveyed.stream().map(Surveyed::rare).collect(Collectors.joining());
        if (!letters.isEmpty()) {
            rare.add(new Rare(table, letters));
        }
    }

    /** Once all that was written to since the last look is noted. */
    void tell() {
        begin();
        for (Rare one : rare) {
            Known known = known(one.table());
            for (Operation operation : Operation.values()) {
                String letter = letter(operation);
                if (one.letters().contains(letter) && !known.letters().contains(letter)) {
                    findFirst(one.grown(), letter).ifPresent(done -> tell(one.grown(), operation, done, known));
                }
            }
        }
    }

    private static String letter(Operation operation) {
        return switch (operation) {
            case DELETE -> "D";
            case TRUNCATE -> "T";
            case CHANGE_KEYS -> "M";
        };
    }

    /** A table that is never written to is known for it too. */
    private void begin() {
        session.update("""
                INSERT INTO tillback.known_operations (table_schema, table_name)
                SELECT DISTINCT j.table_schema, j.table_name
                FROM tillback.journal j
                WHERE j.last_cut IS NULL
                  AND NOT EXISTS (
                    SELECT FROM tillback.known_operations k
                    WHERE k.table_schema = j.table_schema AND k.table_name = j.table_name)
                ON CONFLICT DO NOTHING
                """);
    }

    private Known known(TableId table) {
        return session
                .query(
                        """
                        SELECT operations, since + make_interval(secs => ?) <= clock_timestamp()
                        FROM tillback.known_operations
                        WHERE table_schema = ? AND table_name = ?
                        """,
                        row -> new Known(row.getString(1), row.getBoolean(2) ? Learning.OVER : Learning.GOES_ON),
                        learning.toMillis() / 1000.0,
                        table.schema(),
                        table.name())
                .stream()
                .findFirst()
                .orElse(new Known("", Learning.GOES_ON));
    }

    private Optional<Done> findFirst(Grown table, String letter) {
        Set<String> above = table.companion().table().foreignKeys().stream()
                .filter(key -> !key.to().equals(key.from()))
                .flatMap(key -> done(key.to()).stream())
                .filter(done -> done.letter().equals(letter))
                .map(Done::transaction)
                .collect(Collectors.toSet());
        return done(table.companion().table().id()).stream()
                .filter(done -> done.letter().equals(letter) && !above.contains(done.transaction()))
                .filter(done -> !TableChanges.isRestore(session, done.transaction()))
                .findFirst();
    }

    /** Only of tables that were written to. */
    private List<Done> done(TableId table) {
        return found.computeIfAbsent(table, this::load);
    }

    private List<Done> load(TableId table) {
        return Optional.ofNullable(grown.get(table))
                .map(one -> session.query(
                        sql.findRare(one.companion(), one.pieces()),
                        row -> new Done(row.getString(1), row.getString(2), row.getLong(3)),
                        one.before(),
                        one.now()))
                .orElse(List.of());
    }

    /** An operation that is known from now on. */
    private void tell(Grown table, Operation operation, Done done, Known known) {
        TableId id = table.companion().table().id();
        session.update(
                "UPDATE tillback.known_operations SET operations = operations || ? WHERE table_schema = ? AND table_name = ?",
                done.letter(),
                id.schema(),
                id.name());
        if (known.learning() == Learning.GOES_ON) {
            return;
        }
        TableChanges.describe(session, sql, table.companion(), done.transaction())
                .ifPresent(described -> AlertRows.raise(
                        session,
                        new NewOperation(described.change(), operation, done.rows(), along(id, done.transaction())),
                        AlertRows.eventOf(described.change()) + " " + operation,
                        described.began()));
    }

    private List<Along> along(TableId table, String transaction) {
        return rare.stream()
                .map(Rare::table)
                .filter(other -> !other.equals(table))
                .flatMap(other -> {
                    long rows = done(other).stream()
                            .filter(done -> done.transaction().equals(transaction)
                                    && !done.letter().equals("M"))
                            .mapToLong(Done::rows)
                            .sum();
                    return Optional.of(new Along(other, rows)).stream().filter(along -> along.rows() > 0);
                })
                .toList();
    }
}
