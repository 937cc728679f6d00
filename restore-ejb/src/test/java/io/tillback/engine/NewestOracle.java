package io.tillback.engine;

import io.tillback.engine.TableOracle.Asks;
import io.tillback.engine.TableOracle.Target;
import io.tillback.fault.ErrorCode;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Says which is the newest state that still holds some rows, from the write-ahead log alone. Where several transactions removed
 * them between two moments, the log does not tell whose record stands first: before each of them is an answer then.
 */
final class NewestOracle {
    private final GapHistory history;
    private final Map<GapTable, Set<String>> keys;

    NewestOracle(GapHistory history, Map<GapTable, Set<String>> keys) {
        this.history = history;
        this.keys = keys;
    }

    /**
     * @param target where it is, if there is one
     * @param snapshot whose state it is, if it is not known to be that before a transaction
     * @param refused why there is none
     */
    record Answer(Optional<Target> target, Optional<Integer> snapshot, Optional<ErrorCode> refused) {
        private static Answer refused(ErrorCode code) {
            return new Answer(Optional.empty(), Optional.empty(), Optional.of(code));
        }

        boolean isRefusal(ErrorCode code) {
            return refused.filter(code::equals).isPresent();
        }

        boolean isBefore(long transaction) {
            return snapshot.isEmpty()
                    && target.filter(found -> found.named().contains(transaction))
                            .isPresent();
        }
    }

    /** All that would be right. */
    Set<Answer> answers() {
        Set<Long> removals = new TreeSet<>();
        boolean isRecorded = true;
        boolean isGone = false;
        for (GapTable table : keys.keySet()) {
            ToldHistory told = history.of(table);
            for (String key : keys.getOrDefault(table, Set.of())) {
                if (!told.rowsAt(told.size()).containsKey(key)) {
                    Optional<Long> removal = told.removalOf(key, history.recordedSince(table));
                    removal.ifPresent(removals::add);
                    isRecorded &= removal.isPresent();
                    isGone = true;
                }
            }
        }
        if (!isGone) {
            return Set.of(Answer.refused(ErrorCode.ROWS_PRESENT));
        }
        return isRecorded ? before(removals) : Set.of(inSnapshots(ErrorCode.ROWS_NOT_FOUND));
    }

    private Set<Answer> before(Set<Long> removals) {
        ToldHistory told = any();
        Map<Long, Integer> moments =
                removals.stream().collect(Collectors.toMap(id -> id, id -> told.lastMomentBefore(told.indexOf(id))));
        int first = moments.values().stream().min(Integer::compare).orElseThrow();
        if (keys.keySet().stream().anyMatch(table -> !history.isRecordedFrom(first, table))) {
            return Set.of(inSnapshots(ErrorCode.ROWS_NOT_FOUND));
        }
        Set<Answer> answers = new HashSet<>();
        moments.forEach((id, moment) -> {
            if (moment == first) {
                answers.add(before(id, moment));
            }
        });
        return answers;
    }

    private Answer before(long removal, int moment) {
        boolean holds = keys.entrySet().stream().allMatch(of -> history.of(of.getKey())
                .rowsBefore(removal, moment, of.getKey().columns())
                .keySet()
                .containsAll(of.getValue()));
        return holds
                ? new Answer(
                        Optional.of(new Target(Asks.BEFORE, moment, Set.of(removal))),
                        Optional.empty(),
                        Optional.empty())
                : inSnapshots(ErrorCode.ROWS_NEVER_TOGETHER);
    }

    /** @param otherwise why there is no answer, if none holds them */
    private Answer inSnapshots(ErrorCode otherwise) {
        for (int i = history.snapshots.size() - 1; i >= 0; i--) {
            int at = any().indexOf(GapHistory.SNAPSHOT + i) + 1;
            boolean holds = keys.entrySet().stream()
                    .allMatch(of -> history.of(of.getKey()).rowsAt(at).keySet().containsAll(of.getValue()));
            if (holds) {
                return new Answer(
                        Optional.of(new Target(Asks.INSTANT, at, Set.of())), Optional.of(i), Optional.empty());
            }
        }
        return Answer.refused(otherwise);
    }

    private ToldHistory any() {
        return history.of(history.shop.tables().get(0));
    }
}
