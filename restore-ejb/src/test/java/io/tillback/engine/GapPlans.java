package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.engine.GapQuestions.Asked;
import io.tillback.engine.GapQuestions.By;
import io.tillback.engine.GapQuestions.Drawn;
import io.tillback.engine.GapQuestions.Source;
import io.tillback.engine.NewestOracle.Answer;
import io.tillback.engine.TableOracle.Asks;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Release;
import io.tillback.model.Progress;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.RestoreTarget.AtSnapshot;
import io.tillback.model.RestoreTarget.BeforeRelease;
import io.tillback.model.RestoreTarget.BeforeTransaction;
import io.tillback.model.RestoreTarget.NewestHolding;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.plan.Holding;
import io.tillback.plan.JournalPlanner;
import io.tillback.plan.NewestPlanner;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Has the engine make the plans that {@link GapQuestions} ask for. */
final class GapPlans {
    private final GapHistory history;
    private final Engine engine;
    private final String described;

    GapPlans(GapHistory history, String described) {
        this.history = history;
        this.engine = history.engine;
        this.described = described;
    }

    /** What the newest moment turns out to be, as the write-ahead log has it too; empty if both say that there is none. */
    Optional<Asked> findNewest(Asked asked) {
        Map<GapTable, Set<String>> keys = new HashMap<>();
        Map<TableId, List<RowKey>> rows = new HashMap<>();
        asked.scopes().stream()
                .map(GapQuestions.Scope::question)
                .filter(question -> !question.keys().isEmpty())
                .forEach(question -> {
                    keys.put(question.table(), question.keys());
                    rows.put(
                            question.table().id(),
                            question.keys().stream().map(RowKey::of).toList());
                });
        Set<Answer> right = new NewestOracle(history, keys).answers();
        Optional<Answer> given;
        String found;
        try {
            Holding holding = engine.newestMoment(engine.objects, snapshots()).find(rows);
            found = holding.toString();
            given = right.stream().filter(answer -> is(answer, holding)).findFirst();
        } catch (RestoreException e) {
            found = e.toString();
            given = right.stream().filter(answer -> answer.isRefusal(e.code())).findFirst();
        }
        assertThat(given).as("%s is one of %s; %s", found, right, described).isPresent();
        return given.flatMap(answer -> answer.target()
                .map(target -> asked.withDrawn(new Drawn(
                        target,
                        By.NEWEST,
                        answer.snapshot().map(String::valueOf).orElse(""),
                        answer.snapshot().isPresent() ? Source.SNAPSHOT : Source.JOURNAL))));
    }

    private boolean is(Answer answer, Holding holding) {
        if (holding.target() instanceof BeforeTransaction before) {
            return answer.isBefore(before.transaction());
        }
        return answer.snapshot()
                .map(number -> history.snapshots.get(number).id())
                .filter(((AtSnapshot) holding.target()).snapshot()::equals)
                .isPresent();
    }

    private Manifest[] snapshots() {
        return history.snapshots.toArray(Manifest[]::new);
    }

    Plan plan(Asked asked) throws SQLException {
        Drawn drawn = asked.drawn();
        List<Long> named = List.copyOf(drawn.target().named());
        if (drawn.by() == By.NEWEST) {
            return planNewest(asked);
        }
        if (drawn.target().asks() == Asks.INSTANT) {
            return planPast(asked);
        }
        if (drawn.target().asks() == Asks.BEFORE) {
            BeforeTransaction target = new BeforeTransaction(named.get(0));
            return engine.kept(planner().plan(engine.nextPlanId(), asked.request(target), target, Progress.NONE));
        }
        WithoutTransactions target = new WithoutTransactions(drawn.by() == By.TRANSACTIONS ? named : found(drawn));
        assertThat(Set.copyOf(target.transactions()))
                .as(described)
                .isEqualTo(drawn.target().named());
        return engine.kept(planner().plan(engine.nextPlanId(), asked.request(target), target, Progress.NONE));
    }

    private JournalPlanner planner() {
        return engine.journalPlanner(snapshots());
    }

    private Plan planNewest(Asked asked) throws SQLException {
        NewestPlanner planner = new NewestPlanner(engine.newestMoment(engine.objects, snapshots()), planner());
        RestoreTarget target = new NewestHolding();
        return engine.kept(planner.plan(engine.nextPlanId(), asked.request(target), Progress.NONE));
    }

    private Plan planPast(Asked asked) throws SQLException {
        int number = asked.drawn().number();
        if (asked.drawn().by() == By.MOMENT) {
            AtInstant target = new AtInstant(history.moments.get(number).takenAt());
            return engine.kept(planner().plan(engine.nextPlanId(), asked.request(target), target, Progress.NONE));
        }
        if (asked.drawn().by() == By.ANNOUNCEMENT) {
            Release release = history.releases.get(number);
            return engine.kept(planner()
                    .plan(
                            engine.nextPlanId(),
                            asked.request(new BeforeRelease(release.name())),
                            release,
                            Progress.NONE));
        }
        Manifest snapshot = history.snapshots.get(number);
        AtSnapshot target = new AtSnapshot(snapshot.id());
        return engine.kept(engine.journalPlanner(snapshot)
                .plan(engine.nextPlanId(), asked.request(target), target, Progress.NONE));
    }

    /** As the search finds them, for an actor or a release. */
    private List<Long> found(Drawn drawn) {
        return new Investigation(engine)
                .find(Investigation.by(
                        drawn.by() == By.ACTOR
                                ? Investigation.actor(drawn.name())
                                : Investigation.release(drawn.name())));
    }
}
