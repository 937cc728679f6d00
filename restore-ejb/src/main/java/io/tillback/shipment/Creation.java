package io.tillback.shipment;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.TableId;
import io.tillback.shipment.RebuildTarget.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Creates lost tables, in whatever order they need each other, before any row: a value may be the name of a table. */
final class Creation {
    private final Work work;
    private final List<String> problems;

    /** @param problems takes what could not be created */
    Creation(Work work, List<String> problems) {
        this.work = work;
        this.problems = problems;
    }

    /** A statement that is wanted for a table. */
    record Wanted(TableId table, String statement) {}

    record Refused(Wanted wanted, String reason) {}

    static Stream<Wanted> wanted(LostTable table, List<String> statements) {
        return statements.stream().map(statement -> new Wanted(table.shape().id(), statement));
    }

    /**
     * Runs statements in their order, those that are refused again as long as that gets any of them through.
     *
     * @return those that are refused to the end
     */
    static List<Refused> runAll(Work work, List<Wanted> all) {
        List<Wanted> left = new ArrayList<>(all);
        List<Refused> refused = new ArrayList<>();
        int before;
        do {
            before = left.size();
            refused.clear();
            left.removeIf(wanted -> {
                Optional<String> refusal = work.attempt(wanted.statement());
                refusal.ifPresent(reason -> refused.add(new Refused(wanted, reason)));
                return refusal.isEmpty();
            });
        } while (!left.isEmpty() && left.size() < before);
        return refused;
    }

    /**
     * Those whose rows are known come first: what was made of them since, a partition a table of its own perhaps, may be in
     * their way, and has no rows to lose.
     *
     * @return those that stand now
     * @throws RestoreException DATABASE_FAILED if one of which rows are known cannot be created
     */
    List<LostTable> create(Collection<LostTable> tables) {
        List<LostTable> built = tables.stream().filter(this::isBuildKnown).toList();
        List<LostTable> withRows = built.stream().filter(LostTable::hasRows).toList();
        requireNone(runAll(work, firstOf(withRows)));
        List<Refused> refused = runAll(
                work, firstOf(built.stream().filter(table -> !table.hasRows()).toList()));
        refused.forEach(one -> problems.add("table " + one.wanted().table() + ": " + one.reason()));
        Set<TableId> missing =
                refused.stream().map(one -> one.wanted().table()).collect(Collectors.toCollection(HashSet::new));
        return built.stream()
                .filter(table -> !missing.contains(table.shape().id()))
                .toList();
    }

    private static List<Wanted> firstOf(List<LostTable> tables) {
        return tables.stream()
                .flatMap(table -> wanted(table, table.definition().first()))
                .toList();
    }

    private boolean isBuildKnown(LostTable table) {
        boolean known = !table.definition().first().isEmpty();
        if (!known) {
            problems.add("table " + table.shape().id() + ": how it was built is not known");
        }
        return known;
    }

    private static void requireNone(List<Refused> refused) {
        if (!refused.isEmpty()) {
            Refused first = refused.get(0);
            throw new RestoreException(
                    ErrorCode.DATABASE_FAILED,
                    "Cannot rebuild the database: table " + first.wanted().table() + " cannot be created: "
                            + first.reason(),
                    "Nothing was written. Let the store's migration make its schemas, types, functions, extensions, and"
                            + " sequences that no column owns; then begin again.");
        }
    }
}
