package io.tillback.jpa;

import io.tillback.apply.Acceptance;
import io.tillback.apply.Consent;
import io.tillback.apply.Restore;
import io.tillback.model.Json;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.RestoreTarget;
import io.tillback.plan.AcceptancePolicy.ByRule;
import io.tillback.plan.Approval;
import io.tillback.plan.Plan;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@Entity
@Table(schema = "tillback", name = "restore")
class RestoreEntity {
    @Id
    private String id;

    private String plan;

    @Column(name = "accepted_by")
    private String acceptedBy;

    @Column(name = "gap_hash")
    private String gapHash;

    private String comment;

    @Column(name = "to_sellers")
    private String toSellers;

    /** The rule that accepted the gap; null if the operator named it. */
    @Column(name = "accepted_by_rule")
    @Nullable
    private String acceptedByRule;

    /** The approvals that counted as JSON; null in records of an earlier version, which knew none. */
    @Nullable
    private String approvals;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "finished_at")
    @Nullable
    private Instant finishedAt;

    private String outcome;

    @Nullable
    private String transaction;

    /** The proof as JSON. */
    @Nullable
    private String proof;

    /** The part of the plan as JSON; null in records of an earlier version, which knew no parts. */
    @Nullable
    private String part;

    @Column(name = "takes_back")
    @Nullable
    private String takesBack;

    Restore restore() {
        return new Restore(
                new RestoreId(id),
                new PlanId(plan),
                acceptedBy,
                comment,
                accepted(),
                startedAt,
                Optional.ofNullable(finishedAt),
                Restore.Outcome.valueOf(outcome),
                Optional.ofNullable(transaction),
                Optional.ofNullable(proof).map(json -> Json.read(json, Restore.Proof.class)),
                part == null ? new Part.Whole() : Json.read(part, Part.class),
                Optional.ofNullable(takesBack).map(RestoreId::new));
    }

    private Restore.Accepted accepted() {
        return new Restore.Accepted(
                gapHash,
                Optional.ofNullable(acceptedByRule).map(ByRule::valueOf),
                approvals == null ? List.of() : List.of(Json.read(approvals, Approval[].class)));
    }

    static RestoreEntity begun(RestoreId id, Plan plan, Consent consent, String principal, Instant now) {
        Acceptance acceptance = consent.acceptance();
        RestoreEntity restore = new RestoreEntity();
        restore.id = id.value();
        restore.plan = plan.id().value();
        restore.acceptedBy = principal;
        restore.gapHash = acceptance.gapHash().orElseThrow();
        restore.acceptedByRule = consent.rule().map(ByRule::name).orElse(null);
        restore.approvals = Json.write(consent.approvals());
        restore.comment = acceptance.comment();
        restore.toSellers = acceptance.toSellers();
        restore.part = Json.write(acceptance.part());
        restore.startedAt = now;
        restore.outcome = Restore.Outcome.RUNNING.name();
        if (plan.request().target() instanceof RestoreTarget.BeforeRestore before) {
            restore.takesBack = before.restore().value();
        }
        return restore;
    }

    void note(Restore.Outcome ended, Instant now) {
        if (!outcome.equals(Restore.Outcome.COMMITTED.name())) {
            outcome = ended.name();
            finishedAt = now;
        }
    }
}
