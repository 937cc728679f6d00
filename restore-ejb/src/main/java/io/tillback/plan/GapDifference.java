package io.tillback.plan;

import io.tillback.model.TableId;
import io.tillback.plan.DataGap.TableGap;
import io.tillback.plan.DataGap.Unknown;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of a gap is not as it was: all that somebody who accepted the earlier one must look at again. That the live rows were
 * seen later is no difference by itself.
 *
 * @param tables those whose figures differ, in the order of the later gap
 * @param unknownsGone windows that are no longer unknown
 * @param unknownsNew windows that were not unknown
 * @param linesGone headline lines that are no longer said
 * @param linesNew headline lines that were not said
 */
public record GapDifference(
        List<TableDifference> tables,
        List<Unknown> unknownsGone,
        List<Unknown> unknownsNew,
        List<String> linesGone,
        List<String> linesNew) {
    public GapDifference {
        tables = List.copyOf(tables);
        unknownsGone = List.copyOf(unknownsGone);
        unknownsNew = List.copyOf(unknownsNew);
        linesGone = List.copyOf(linesGone);
        linesNew = List.copyOf(linesNew);
    }

    /** One table's figures in both gaps; all 0 where a gap does not name the table. */
    public record TableDifference(TableId table, Figures before, Figures after) {}

    /** Rows brought back, lost and kept. */
    public record Figures(long broughtBack, long lost, long kept) {
        private static final Figures NONE = new Figures(0, 0, 0);
    }

    public static GapDifference between(DataGap before, DataGap after) {
        BiPredicate<Unknown, Unknown> same =
                (earlier, later) -> neutral(earlier, before).equals(neutral(later, after));
        BiPredicate<String, String> sameLine =
                (earlier, later) -> neutral(earlier, before).equals(neutral(later, after));
        return new GapDifference(
                tables(before, after),
                without(before.unknowns(), after.unknowns(), same),
                without(after.unknowns(), before.unknowns(), (later, earlier) -> same.test(earlier, later)),
                without(before.headline(), after.headline(), sameLine),
                without(after.headline(), before.headline(), (later, earlier) -> sameLine.test(earlier, later)));
    }

    /** Whether whoever accepted the one gap has nothing new to read in the other. */
    public boolean isNone() {
        return Stream.of(tables, unknownsGone, unknownsNew, linesGone, linesNew).allMatch(List::isEmpty);
    }

    private static List<TableDifference> tables(DataGap before, DataGap after) {
        Set<TableId> named = new LinkedHashSet<>();
        after.tables().forEach(gap -> named.add(gap.table()));
        before.tables().forEach(gap -> named.add(gap.table()));
        return named.stream()
                .map(table -> new TableDifference(table, figures(before, table), figures(after, table)))
                .filter(difference -> !difference.before().equals(difference.after()))
                .toList();
    }

    private static Figures figures(DataGap gap, TableId table) {
        return gap.tables().stream()
                .filter(of -> of.table().equals(table))
                .findFirst()
                .map((TableGap of) -> new Figures(of.broughtBack(), of.lost(), of.kept()))
                .orElse(Figures.NONE);
    }

    private static <T> List<T> without(List<T> some, List<T> others, BiPredicate<T, T> same) {
        return some.stream()
                .filter(one -> others.stream().noneMatch(other -> same.test(one, other)))
                .toList();
    }

    /** What lasts until the live rows were seen has no end of its own. */
    private static List<Object> neutral(Unknown unknown, DataGap gap) {
        Instant to = unknown.to().equals(gap.to()) ? Instant.MAX : unknown.to();
        return List.of(unknown.table(), unknown.from(), to, unknown.reason());
    }

    /**
     * A line without the instant at which the live rows were seen, and without how long ago that makes the target: which may
     * be of the same second.
     */
    private static String neutral(String line, DataGap gap) {
        String seen = Pattern.quote(gap.to().truncatedTo(ChronoUnit.SECONDS).toString());
        return line.replaceAll(
                "(?:" + Pattern.quote(gap.to().toString()) + "|(?<=to )" + seen + ")(?: \\([^)]*\\))?", "now");
    }
}
