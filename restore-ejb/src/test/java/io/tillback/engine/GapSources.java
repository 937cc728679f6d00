package io.tillback.engine;

import io.tillback.engine.GapQuestions.Asked;
import io.tillback.engine.GapQuestions.By;
import io.tillback.engine.GapQuestions.Drawn;
import io.tillback.engine.GapQuestions.Scope;
import io.tillback.engine.GapQuestions.Source;
import io.tillback.engine.TableOracle.Asks;
import io.tillback.engine.TableOracle.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says where the past of a plan has to come from: of all its tables in the same way. */
final class GapSources {
    private final GapHistory history;

    GapSources(GapHistory history) {
        this.history = history;
    }

    /** What is gone back to, and by what; empty if the plan has to be refused. */
    Optional<Asked> settle(Asked asked) {
        Drawn drawn = asked.drawn();
        if (drawn.source() == Source.SNAPSHOT || isAllIn(asked, Source.JOURNAL)) {
            return Optional.of(asked);
        }
        if (drawn.target().asks() == Asks.WITHOUT) {
            return Optional.empty();
        }
        if (isAllIn(asked, Source.LATER_SNAPSHOTS)) {
            return Optional.of(
                    asked.withDrawn(new Drawn(drawn.target(), drawn.by(), drawn.name(), Source.LATER_SNAPSHOTS)));
        }
        return drawn.by() == By.MOMENT ? nearest(asked) : Optional.empty();
    }

    private boolean isAllIn(Asked asked, Source source) {
        List<Scope> scopes = asked.scopes();
        boolean isInTheWay = source == Source.JOURNAL && scopes.stream().anyMatch(Scope::isMapped);
        return !isInTheWay
                && scopes.stream()
                        .allMatch(scope -> holds(
                                source, asked.drawn().target(), scope.question().table()));
    }

    /** Whether a source tells what a table was. */
    boolean holds(Source source, Target target, GapTable table) {
        return switch (source) {
            case JOURNAL -> history.isRecordedFrom(target.from(), table);
            case LATER_SNAPSHOTS -> history.leadsBack(target.from(), seen(target, table), table);
            case SNAPSHOT -> true;
        };
    }

    /** A snapshot has to see the transaction too before which the state is. */
    private int seen(Target target, GapTable table) {
        return target.asks() == Asks.BEFORE
                ? history.of(table).indexOf(target.named().iterator().next()) + 1
                : target.from();
    }

    private Optional<Asked> nearest(Asked asked) {
        Drawn drawn = asked.drawn();
        ToldHistory told = history.of(history.shop.tables().get(0));
        for (int i = history.snapshots.size() - 1; i >= 0; i--) {
            int at = told.indexOf(GapHistory.SNAPSHOT + i) + 1;
            if (at <= drawn.target().from()) {
                Target target = new Target(Asks.INSTANT, at, Set.of());
                return Optional.of(asked.withDrawn(new Drawn(target, drawn.by(), drawn.name(), Source.SNAPSHOT)));
            }
        }
        return Optional.empty();
    }
}
