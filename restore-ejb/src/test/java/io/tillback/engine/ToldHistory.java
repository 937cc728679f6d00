package io.tillback.engine;

import io.tillback.engine.WalTransactions.Change;
import io.tillback.engine.WalTransactions.Done;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the write-ahead log says of a table with the key {@code id}, told as the journal's figures count: a change of a row is one,
 * a key that moves is three, of the row, the key that it left and the one it took.
 */
final class ToldHistory {
    private final TableId table;
    private final List<Done> log;

    ToldHistory(TableId table, List<Done> log) {
        this.table = table;
        this.log = List.copyOf(log);
    }

    enum Kind {
        CAME,
        CHANGED,
        WENT,
        /** The key: its row has another one since. */
        MOVED
    }

    /** One change that the journal keeps a record of. */
    record Told(
            int at,
            Done by,
            Optional<Instant> when,
            String key,
            Kind kind,
            Optional<TrueRow> before,
            Optional<TrueRow> after) {
        long transaction() {
            return by.id();
        }
    }

    private record Move(Optional<TrueRow> before, Optional<TrueRow> after) {}

    /** Where somebody said something; what came before it is before that place. */
    int indexOf(String mark) {
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i).mark().filter(mark::equals).isPresent()) {
                return i;
            }
        }
        throw new IllegalStateException("Nobody said " + mark);
    }

    int indexOf(long transaction) {
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i).id() == transaction) {
                return i;
            }
        }
        throw new IllegalStateException("Nobody saw transaction " + transaction);
    }

    int size() {
        return log.size();
    }

    /** Where the newest moment is before the n-th transaction. A snapshot keeps its own for itself. */
    int lastMomentBefore(int n) {
        for (int i = n; i > 0; i--) {
            if (log.get(i - 1)
                    .mark()
                    .filter(mark -> !mark.startsWith(GapHistory.SNAPSHOT))
                    .isPresent()) {
                return i;
            }
        }
        return 0;
    }

    /** As they were at a place, but those that one transaction changed as it found them. */
    Map<String, TrueRow> rowsBefore(long transaction, int moment, List<String> columns) {
        Map<String, TrueRow> rows = new HashMap<>(rowsAt(moment));
        without(Set.of(transaction), columns).forEach((key, row) -> {
            rows.remove(key);
            row.steps().stream()
                    .filter(ToldRow.Step::isDamage)
                    .findFirst()
                    .flatMap(ToldRow.Step::before)
                    .ifPresent(found -> rows.put(key, found));
        });
        return rows;
    }

    /** The transaction that took away a row which is not there now; those that made it themselves do not count. */
    Optional<Long> removalOf(String key, int from) {
        Optional<Long> last = Optional.empty();
        boolean there = rowsAt(from).containsKey(key);
        for (int i = from; i < log.size(); i++) {
            boolean left = rowsAt(i + 1).containsKey(key);
            if (there && !left) {
                last = Optional.of(log.get(i).id());
            }
            there = left;
        }
        return there ? Optional.empty() : last;
    }

    /** The rows by key, before the n-th transaction. */
    Map<String, TrueRow> rowsAt(int n) {
        TrueTables rows = new TrueTables();
        log.subList(0, n).forEach(done -> rows.apply(done.changes()));
        Map<String, TrueRow> byKey = new HashMap<>();
        rows.of(table).forEach(row -> byKey.put(key(row), row));
        return byKey;
    }

    private static String key(TrueRow row) {
        return row.value("id").orElseThrow();
    }

    /** All that was told from the n-th transaction on. */
    List<Told> toldFrom(int n) {
        List<Told> told = new ArrayList<>();
        TrueTables rows = new TrueTables();
        for (int i = 0; i < log.size(); i++) {
            Done done = log.get(i);
            for (Change change : done.changes()) {
                if (i >= n) {
                    tell(done, change, rows, told);
                }
                rows.apply(List.of(change));
            }
        }
        return told;
    }

    private void tell(Done by, Change change, TrueTables rows, List<Told> told) {
        if (!change.table().equals(table)) {
            return;
        }
        Telling telling = new Telling(by, change, told);
        if (change.kind() == WalTransactions.Kind.TRUNCATED) {
            rows.of(table).forEach(row -> telling.tell(Kind.WENT, Optional.of(row), Optional.empty()));
            return;
        }
        boolean stays =
                change.before().map(ToldHistory::key).equals(change.after().map(ToldHistory::key));
        if (change.kind() == WalTransactions.Kind.UPDATED) {
            telling.tell(Kind.CHANGED, change.before(), change.after());
            if (stays) {
                return;
            }
        }
        Kind gone = change.after().isPresent() ? Kind.MOVED : Kind.WENT;
        change.before().ifPresent(row -> telling.tell(gone, change.before(), Optional.empty()));
        change.after().ifPresent(row -> telling.tell(Kind.CAME, Optional.empty(), change.after()));
    }

    private record Telling(Done by, Change change, List<Told> told) {
        void tell(Kind kind, Optional<TrueRow> before, Optional<TrueRow> after) {
            String key = key(before.or(() -> after).orElseThrow());
            told.add(new Told(told.size(), by, change.when(), key, kind, before, after));
        }
    }

    /** The rows that some transactions changed, by key, each with all that happened to it. */
    Map<String, ToldRow> without(Set<Long> damaging, List<String> columns) {
        Map<String, List<ToldRow.Step>> steps = new HashMap<>();
        Set<String> touched = new TreeSet<>();
        TrueTables rows = new TrueTables();
        for (Done done : log) {
            Map<String, Move> moves = new LinkedHashMap<>();
            List<Told> told = new ArrayList<>();
            for (Change change : done.changes()) {
                List<Told> one = new ArrayList<>();
                tell(done, change, rows, one);
                told.addAll(one);
                rows.apply(List.of(change));
            }
            told.forEach(some -> moves.merge(
                    some.key(),
                    new Move(some.before(), some.after()),
                    (first, last) -> new Move(first.before(), last.after())));
            moves.forEach((key, move) -> steps.computeIfAbsent(key, id -> new ArrayList<>())
                    .add(new ToldRow.Step(damaging.contains(done.id()), move.before(), move.after())));
            if (damaging.contains(done.id())) {
                touched.addAll(moves.keySet());
            }
        }
        Map<String, ToldRow> without = new HashMap<>();
        touched.forEach(key -> without.put(key, new ToldRow(steps.getOrDefault(key, List.of()), columns)));
        return without;
    }
}
