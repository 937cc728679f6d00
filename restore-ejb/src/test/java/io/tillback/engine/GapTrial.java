package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.apply.Acceptance;
import io.tillback.engine.GapQuestions.Asked;
import io.tillback.engine.GapQuestions.By;
import io.tillback.engine.TableOracle.Judged;
import io.tillback.engine.TableOracle.Outcome;
import io.tillback.engine.TableOracle.Planned;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ChangesBy;
import io.tillback.model.Part;
import io.tillback.model.Part.OfSellers;
import io.tillback.model.Part.Rest;
import io.tillback.model.Part.Unowned;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.DataGap;
import io.tillback.plan.DataGap.TableChanges;
import io.tillback.plan.Plan;
import io.tillback.plan.RowAction;
import io.tillback.plan.TablePlan;
import io.tillback.plan.TablePlan.RowCounts;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One plan, from its question to what it leaves. */
final class GapTrial {
    private final GapHistory history;
    private final Engine engine;
    private final Random random;
    private final Asked asked;
    private final Set<GapTable> unknown;
    private final String described;

    private GapTrial(GapHistory history, Random random, Asked asked, String described) {
        this.history = history;
        this.engine = history.engine;
        this.random = random;
        this.asked = asked;
        this.unknown = asked.scopes().stream()
                .map(scope -> scope.question().table())
                .filter(table -> !history.isRecordedFrom(asked.drawn().target().from(), table))
                .collect(Collectors.toCollection(HashSet::new));
        this.described = described;
    }

    /** Of whatever is asked for next. */
    static void run(GapHistory history, Random random, String numbered) throws SQLException {
        Asked asked = new GapQuestions(history, random).ask();
        String described = "%s: %s, %s".formatted(numbered, asked, history.shop.script());
        Optional<Asked> found = asked.drawn().by() == By.NEWEST
                ? new GapPlans(history, described).findNewest(asked)
                : Optional.of(asked);
        if (found.isEmpty()) {
            return;
        }
        Optional<Asked> settled = new GapSources(history).settle(found.get());
        Asked last = settled.orElse(found.get());
        GapTrial trial = new GapTrial(history, random, last, "%s; %s".formatted(last.drawn(), described));
        if (settled.isPresent()) {
            trial.run();
        } else {
            trial.requireRefused();
        }
    }

    private void requireRefused() throws SQLException {
        assertThatExceptionOfType(RestoreException.class)
                .as(described)
                .isThrownBy(() -> new GapPlans(history, described).plan(asked))
                .satisfies(refused -> assertThat(refused.code()).as(described).isEqualTo(ErrorCode.MOMENT_NOT_COVERED));
        // It may have kept a moment before it was refused.
        history.beat();
    }

    private void run() throws SQLException {
        Plan plan = new GapPlans(history, described).plan(asked);
        // Each plan that tells of changes keeps a moment of its own.
        if (!plan.gap().changes().isEmpty()) {
            history.mark("beat");
        }
        GapOracle expected = new GapOracle(history, asked);
        expected.tables().stream()
                .map(TableOracle::table)
                .filter(table -> !history.isRecordedFrom(asked.drawn().target().from(), table))
                .forEach(unknown::add);
        requireKnown(plan);
        assertThat(plan.tables())
                .as(described)
                .extracting(TablePlan::table)
                .containsExactlyInAnyOrderElementsOf(expected.tables().stream()
                        .map(table -> table.table().id())
                        .toList());
        for (TableOracle table : expected.tables()) {
            requireTable(plan, table);
        }
        requireGroups(plan, expected);
        applyAndJudge(plan, expected);
    }

    /** Of tables whose recording was bypassed since, the gap says so; of others it knows everything. */
    private void requireKnown(Plan plan) {
        assertThat(plan.gap().unknowns())
                .as(described)
                .extracting(DataGap.Unknown::table)
                .containsExactlyInAnyOrderElementsOf(
                        unknown.stream().map(GapTable::id).toList());
        assertThat(plan.gap().headline().get(0)).as(described).startsWith(unknown.isEmpty() ? "Exact: " : "Unknown");
    }

    private void requireTable(Plan plan, TableOracle expected) {
        TablePlan table = plan.tables().stream()
                .filter(some -> some.table().equals(expected.table().id()))
                .findFirst()
                .orElseThrow();
        RowCounts counts = table.counts();
        assertThat(List.of(counts.create(), counts.change(), counts.remove(), counts.leaveDifferent()))
                .as("created, changed, removed, left different of %s; %s", table.table(), described)
                .containsExactly(
                        count(expected, RowAction.CREATE),
                        count(expected, RowAction.CHANGE),
                        count(expected, RowAction.REMOVE),
                        count(expected, RowAction.KEEP));
        assertThat(conflicts(plan, table)).as(described).isEqualTo(expected.conflicts());
        if (!unknown.contains(expected.table())) {
            requireChanges(plan, table, expected.judged());
        }
    }

    private void requireChanges(Plan plan, TablePlan table, List<Judged> judged) {
        ChangeCounts counts = plan.gap().changes().stream()
                .filter(changes -> changes.table().equals(table.table()))
                .map(TableChanges::counts)
                .findFirst()
                .orElseThrow();
        assertThat(List.of(counts.total(), counts.broughtBack(), counts.lost(), counts.kept()))
                .as("total, brought back, lost, kept of %s; %s", table.table(), described)
                .containsExactly(
                        (long) judged.size(),
                        count(judged, Outcome.BROUGHT_BACK),
                        count(judged, Outcome.LOST),
                        count(judged, Outcome.KEPT));
        assertThat(counts.transactions())
                .as(described)
                .isEqualTo(judged.stream()
                        .filter(some -> some.outcome() != Outcome.KEPT)
                        .map(some -> some.change().transaction())
                        .distinct()
                        .count());
    }

    private static long count(List<Judged> judged, Outcome outcome) {
        return judged.stream().filter(some -> some.outcome() == outcome).count();
    }

    private static long count(TableOracle expected, RowAction action) {
        return expected.planned().values().stream()
                .map(Planned::action)
                .filter(action::equals)
                .count();
    }

    private Set<String> conflicts(Plan plan, TablePlan table) {
        return engine.workspace().loadConflicts(plan.id(), table, 0, 1_000).conflicts().stream()
                .map(conflict -> conflict.key() + " " + conflict.column())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void requireGroups(Plan plan, GapOracle expected) {
        List<TablePlan> known =
                plan.tables().stream().filter(plan::knowsChangesOf).toList();
        for (ChangesBy by : ChangesBy.values()) {
            assertThat(GapOracle.sorted(engine.workspace().loadChanges(plan.id(), known, by, 10_000)))
                    .as("by %s; %s", by, described)
                    .isEqualTo(expected.groups(by, unknown));
        }
    }

    private void applyAndJudge(Plan plan, GapOracle expected) throws SQLException {
        boolean isWhole = expected.broken(expected.rowsAfter(seller -> true)).isEmpty();
        assertThat(plan.blockers().isEmpty())
                .as("nothing blocks it, as %s; %s", plan.blockers(), described)
                .isEqualTo(isWhole);
        Set<Optional<String>> sellers = expected.sellers();
        if (sellers.isEmpty()) {
            return;
        }
        if (random.nextInt(3) > 0) {
            apply(plan, expected, new Part.Whole(), seller -> true);
            return;
        }
        Set<Optional<String>> first = new HashSet<>(sellers);
        first.removeIf(seller -> first.size() > 1 && random.nextBoolean());
        List<String> named = first.stream().flatMap(Optional::stream).sorted().toList();
        Unowned unowned = first.contains(Optional.<String>empty()) ? Unowned.INCLUDED : Unowned.LEFT;
        if (apply(plan, expected, new OfSellers(named, unowned), first::contains) && !first.equals(sellers)) {
            Unowned left = unowned == Unowned.INCLUDED ? Unowned.LEFT : Unowned.INCLUDED;
            apply(plan, expected, new Rest(named, left), seller -> true);
        }
    }

    /** @return whether it was applied, as it has to be if no foreign key stands against it */
    private boolean apply(Plan plan, GapOracle expected, Part part, Predicate<Optional<String>> written)
            throws SQLException {
        Map<GapTable, Map<String, TrueRow>> before = rows();
        List<String> broken = expected.broken(expected.rowsAfter(written));
        String all = part + "; " + described;
        try {
            engine.apply(
                    plan,
                    engine.transactions(),
                    new Acceptance(plan.fingerprint(), plan.gap().hash(), "test", part));
        } catch (RestoreException e) {
            assertThat(broken).as("%s; %s", e, all).isNotEmpty();
            assertThat(e.code()).as(all).isEqualTo(ErrorCode.PLAN_BLOCKED);
            history.read();
            assertThat(rows()).as(all).isEqualTo(before);
            return false;
        }
        history.read();
        assertThat(broken).as(all).isEmpty();
        assertThat(rows()).as(all).isEqualTo(expected.rowsAfter(written));
        for (GapTable table : history.shop.tables()) {
            assertThat(engine.number("SELECT count(*) FROM " + table.id()))
                    .isEqualTo(history.of(table).rowsAt(history.log.size()).size());
        }
        return true;
    }

    private Map<GapTable, Map<String, TrueRow>> rows() {
        Map<GapTable, Map<String, TrueRow>> rows = new HashMap<>();
        history.shop
                .tables()
                .forEach(
                        table -> rows.put(table, new TreeMap<>(history.of(table).rowsAt(history.log.size()))));
        return rows;
    }
}
