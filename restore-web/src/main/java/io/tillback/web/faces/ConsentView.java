package io.tillback.web.faces;

import io.tillback.model.Job;
import io.tillback.model.PlanId;
import io.tillback.plan.Approval;
import io.tillback.plan.PlanDifference;
import io.tillback.plan.RowAction;
import io.tillback.plan.RowDifferences;
import io.tillback.plan.Ruling;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** On the preview of a plan: what others must agree to, what is not as it was in an earlier plan, and planning again. */
@Named
@ViewScoped
public class ConsentView implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Engine engine;

    @Inject
    private PlanView page;

    @Inject
    private Words words;

    private final JobWatch watch = new JobWatch();
    private String comment = "";
    private transient @Nullable Ruling ruling;
    private transient @Nullable PlanDifference difference;

    public Ruling ruling() {
        if (ruling == null) {
            ruling = engine.acceptances().loadRuling(plan());
        }
        return ruling;
    }

    /** Whether others must approve this plan. */
    public boolean isAsked() {
        return ruling().needed() > 0;
    }

    public boolean isApproved() {
        return ruling().missing() == 0;
    }

    /** Why others must approve, as the end of a sentence. */
    public String because() {
        return ruling().because().stream().map(Ruling.Reason::inWords).collect(Collectors.joining(" and "));
    }

    public boolean counts(Approval approval) {
        return ruling().counting().contains(approval);
    }

    /** Whether an approval by this user would make a difference. */
    public boolean isWelcome(String user) {
        return page.isOpen() && isAsked() && !isApproved() && !hasSaid(user);
    }

    /** Whether this user has approved already, or has to do with the plan. */
    private boolean hasSaid(String user) {
        return ruling().approvals().involved().contains(user)
                || ruling().approvals().given().stream()
                        .anyMatch(approval -> approval.approver().equals(user));
    }

    public void approve() {
        String hash = page.plan().gap().hash();
        ruling = engine.acceptances().approve(plan(), hash, comment.strip());
    }

    /** The plan in whose place this one was made. */
    public Optional<PlanId> replaces() {
        return page.summary().replaces();
    }

    /** What is not as it was in that plan, if there is one. */
    public PlanDifference difference() {
        if (difference == null) {
            difference = engine.acceptances().findDifference(plan()).orElseThrow();
        }
        return difference;
    }

    /** What became of one row: {@code Bring back → not in it}. */
    public String inWords(RowDifferences.Row row) {
        return row.before().isPresent() && row.before().equals(row.after())
                ? "other values"
                : inWords(row.before()) + " → " + inWords(row.after());
    }

    private String inWords(Optional<RowAction> action) {
        return action.map(words::action).orElse("not in it");
    }

    /** The plan that was made in place of this one. */
    public Optional<PlanId> replacedBy() {
        return engine.acceptances().findReplacing(plan());
    }

    public void planAgain() {
        watch.follow(engine.restores().planAgain(plan(), watch.key()));
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

    private PlanId plan() {
        return new PlanId(page.getId());
    }

    public String getComment() {
        return comment;
    }

    public void setComment(String comment) {
        this.comment = comment;
    }
}
