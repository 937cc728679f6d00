package io.tillback.web.faces;

import io.tillback.model.Job;
import io.tillback.model.RestoreTarget;
import io.tillback.plan.Alternative;
import io.tillback.plan.Alternatives;
import io.tillback.plan.DataGap;
import io.tillback.plan.Effort;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** On the preview of a plan: what else could be restored, and planning that instead. */
@Named
@ViewScoped
public class AlternativesView implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Engine engine;

    @Inject
    private PlanView page;

    @Inject
    private Words words;

    private final JobWatch watch = new JobWatch();
    private transient @Nullable List<Alternative> ways;

    /** Asked again until there is an answer. */
    public void look() {
        ways = engine.restores()
                .findAlternatives(page.plan().id())
                .map(Alternatives::ways)
                .orElse(List.of());
    }

    public boolean isKnown() {
        return !ways().isEmpty();
    }

    /** The plan itself first; none until they were looked for. */
    public List<Alternative> ways() {
        if (ways == null) {
            look();
        }
        return List.copyOf(ways);
    }

    /** Whether there is anything to choose from. */
    public boolean isChoice() {
        return ways().size() > 1;
    }

    public boolean isThisPlan(Alternative way) {
        return way.target().equals(page.plan().request().target());
    }

    /** What is there afterwards. */
    public String inWords(RestoreTarget target) {
        return target.match(
                at -> "Snapshot " + at.snapshot(),
                before -> "Before restore " + before.restore(),
                at -> "At " + words.utc(at.instant()),
                before -> "Before transaction " + Long.toUnsignedString(before.transaction()),
                newest -> "The newest that holds the rows",
                without -> "Now, without transaction "
                        + without.transactions().stream()
                                .map(Long::toUnsignedString)
                                .collect(Collectors.joining(", ")),
                before -> "Before release " + before.release());
    }

    /** Rows of all tables. */
    public String broughtBack(DataGap gap) {
        return words.count(
                gap.tables().stream().mapToLong(DataGap.TableGap::broughtBack).sum());
    }

    public String kept(DataGap gap) {
        return words.count(
                gap.tables().stream().mapToLong(DataGap.TableGap::kept).sum());
    }

    /** What has to be fetched for it. */
    public String fetched(Effort effort) {
        String bytes = effort.bytesToFetch() == 0 ? "nothing" : words.size(effort.bytesToFetch());
        return effort.access() == Effort.Access.AFTER_THAW ? bytes + ", to be thawed first" : bytes;
    }

    public void plan(Alternative way) {
        watch.follow(engine.restores().plan(page.plan().request().withTarget(way.target()), watch.key()));
    }

    /** Leads to the new preview as soon as the plan is made. */
    public void lookAtPlan() {
        watch.look(engine.jobs());
        watch.made().ifPresent(Pages::goToPlan);
    }

    public @Nullable Job planning() {
        return watch.job(engine.jobs()).orElse(null);
    }

    public boolean isPlanning() {
        return watch.isActive();
    }
}
