package io.tillback.web.faces;

import io.tillback.apply.Restore;
import io.tillback.fault.ErrorCode;
import io.tillback.model.Job;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.notice.NoticeBook.Delivery;
import io.tillback.notice.NoticeBook.Sellers;
import io.tillback.notice.NoticeBook.Told;
import io.tillback.notice.NoticeChannel;
import io.tillback.plan.PlanSummary;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One restore: while it runs, its outcome, its proof, and the way back. */
@Named
@ViewScoped
public class RestoredView implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int RECENT_JOBS = 200;
    private static final Set<ErrorCode> OUTDATED =
            EnumSet.of(ErrorCode.ROWS_MOVED, ErrorCode.SCHEMA_CHANGED, ErrorCode.PLAN_BLOCKED);

    @Inject
    private Engine engine;

    private final JobWatch watch = new JobWatch();
    private String id = "";
    private transient @Nullable Restore restore;
    private transient @Nullable Job apply;
    private transient boolean partly;
    private transient @Nullable Told told;

    /** Also what the page's poll does. */
    public void load() {
        Restore loaded = engine.restores().load(new RestoreId(id));
        restore = loaded;
        partly = engine.restores().loadPlanSummary(loaded.plan()).state() == PlanSummary.State.PARTLY_APPLIED;
        told = engine.notices().findTold(loaded.id()).orElse(null);
        apply = engine.jobs().list(RECENT_JOBS).stream()
                .filter(job -> job.kind() == Job.Kind.APPLY
                        && job.result().filter(id::equals).isPresent())
                .findFirst()
                .orElse(null);
    }

    public void takeBack() {
        watch.follow(engine.restores().takeBack(new RestoreId(id), watch.key()));
    }

    public void planAgain() {
        PlanId plan = engine.restores().load(new RestoreId(id)).plan();
        watch.follow(engine.restores().planAgain(plan, watch.keyOf("again")));
    }

    /** Whether the store was not as the plan had seen it, so that only another plan helps. */
    public boolean isOutdated() {
        return is(Restore.Outcome.ROLLED_BACK)
                && Optional.ofNullable(apply)
                        .flatMap(Job::failure)
                        .filter(failure -> OUTDATED.contains(failure.code()))
                        .isPresent();
    }

    /** Leads to the preview as soon as the plan is made. */
    public void lookAtPlan() {
        watch.look(engine.jobs());
        watch.made().ifPresent(Pages::goToPlan);
    }

    public @Nullable Restore restore() {
        if (restore == null) {
            load();
        }
        return restore;
    }

    /** The job that applies, or applied, the plan; null once it is forgotten. */
    public @Nullable Job apply() {
        return apply;
    }

    public @Nullable Job planning() {
        return watch.job(engine.jobs()).orElse(null);
    }

    public boolean isPlanning() {
        return watch.isActive();
    }

    public boolean isRunning() {
        return is(Restore.Outcome.RUNNING);
    }

    /** Whether a later look may say more. */
    public boolean isOpen() {
        return isRunning() || is(Restore.Outcome.UNKNOWN) || isBeingTold();
    }

    /** Not: was tried and failed, which may take days. */
    private boolean isBeingTold() {
        return told != null
                && (deliveries().isEmpty() || deliveries().stream().anyMatch(delivery -> delivery.attempts() == 0));
    }

    /** Who is told of the restore. */
    public List<Delivery> deliveries() {
        return told == null ? List.of() : told.deliveries();
    }

    /** Who has a notice of their own. */
    public Sellers sellers() {
        return told == null ? Sellers.NONE : told.sellers();
    }

    public String receiver(Delivery delivery) {
        return delivery.receiver().channel() == NoticeChannel.WEBHOOK
                ? "the webhook"
                : "the stores beside " + delivery.receiver().name();
    }

    public boolean isCommitted() {
        return is(Restore.Outcome.COMMITTED);
    }

    /** Whether the restore wrote a part of its plan only. */
    public boolean isPart() {
        return Optional.ofNullable(restore())
                .map(seen -> seen.part().match(() -> false, some -> true, rest -> true))
                .orElse(false);
    }

    /** Whether rows of its plan are left for another part. */
    public boolean isMoreLeft() {
        return partly;
    }

    public Optional<Restore.Proof> proof() {
        return Optional.ofNullable(restore()).flatMap(Restore::proof);
    }

    private boolean is(Restore.Outcome outcome) {
        return Optional.ofNullable(restore())
                .filter(seen -> seen.outcome() == outcome)
                .isPresent();
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }
}
