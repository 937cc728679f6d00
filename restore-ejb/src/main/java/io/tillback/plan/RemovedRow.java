package io.tillback.plan;

import io.tillback.journal.Removal;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A row that is gone, and who removed it. */
record RemovedRow(TableId table, RowKey key, Optional<Removal> removal) {
    private static final int MOST_TOLD = 5;

    @Override
    public String toString() {
        return "row " + key + " of " + table;
    }

    /** Each transaction once. */
    static List<Removal> removals(List<RemovedRow> rows) {
        Map<Long, Removal> each = new LinkedHashMap<>();
        rows.stream()
                .flatMap(row -> row.removal().stream())
                .forEach(removal -> each.putIfAbsent(removal.transaction(), removal));
        return List.copyOf(each.values());
    }

    static List<Removal> removalsFrom(Removal first, List<RemovedRow> rows) {
        List<Removal> all = new ArrayList<>(removals(rows));
        all.removeIf(removal -> removal.transaction() == first.transaction());
        all.add(0, first);
        return all;
    }

    static List<RemovedRow> by(Removal removal, List<RemovedRow> rows) {
        return rows.stream()
                .filter(row -> row.removal()
                        .filter(one -> one.transaction() == removal.transaction())
                        .isPresent())
                .toList();
    }

    /** {@code row 7 of shop.tag and 3 others}. */
    static String inWords(List<RemovedRow> rows) {
        int others = rows.size() - 1;
        return rows.get(0) + (others == 0 ? "" : " and " + others + (others == 1 ? " other" : " others"));
    }

    /** Why the state before a transaction is the one. */
    static List<String> because(Removal first, List<RemovedRow> rows) {
        List<String> because = new ArrayList<>();
        because.add("The state is that before " + first.inWords() + ", which " + verb(first) + " "
                + inWords(by(first, rows)) + ".");
        if (removals(rows).size() > 1) {
            because.add("It was the first to be seen of those that removed the rows. " + each(rows) + ".");
        }
        return because;
    }

    private static String verb(Removal removal) {
        return switch (removal.kind()) {
            case DELETED -> "deleted";
            case TRUNCATED -> "truncated away";
            case MOVED -> "gave another key to";
            case ENTERED, CHANGED -> "removed";
        };
    }

    /** What each transaction removed; the first few of them, without a full stop. */
    static String each(List<RemovedRow> rows) {
        List<Removal> all = removals(rows);
        String told = all.stream()
                .limit(MOST_TOLD)
                .map(removal -> inWords(by(removal, rows)) + ": before " + removal.inWords())
                .collect(Collectors.joining("; "));
        int more = all.size() - MOST_TOLD;
        return told + (more > 0 ? "; and before " + more + " more transactions" : "");
    }
}
