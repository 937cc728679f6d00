package io.tillback.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.plan.AcceptancePolicy;
import io.tillback.plan.AcceptancePolicy.ByRule;
import io.tillback.plan.AcceptancePolicy.Limits;
import io.tillback.plan.Approval;
import io.tillback.plan.Approvals;
import io.tillback.plan.DataGap;
import io.tillback.plan.Plan;
import io.tillback.plan.Ruling;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsentTest {
    private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");
    private static final Approval ANNAS = new Approval("anna", "gap", "fine", NINE);
    private static final Acceptance WITHOUT_HASH = new Acceptance("print", Optional.empty(), "why", new Part.Whole());
    private static final Plan PLAN = new Plan(
            new PlanId("p4k8m2xq"),
            new RestoreRequest(
                    new RestoreTarget.AtSnapshot(new SnapshotId("20260301T090000Z-test")),
                    List.of(RestoreScope.wholeTable(new TableId("shop", "product"))),
                    RestorePolicy.bringBack()),
            NINE,
            NINE,
            List.of(),
            List.of(),
            List.of(),
            new DataGap(NINE, NINE, List.of(), List.of(), List.of(), List.of(), "gap"),
            "print");

    private static Ruling ruling(ByRule rule, int approvers, long rows, Approval... given) {
        return new AcceptancePolicy(rule, approvers, Limits.ANY)
                .decide(PLAN.gap(), rows, new Approvals(Set.of("olga"), List.of(given)));
    }

    private static void assertRefused(ErrorCode code, Acceptance acceptance, Ruling ruling) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> Consent.require(PLAN, acceptance, ruling))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void an_operator_who_names_the_gap_has_accepted_it_himself_whatever_a_rule_would_say() {
        Acceptance named = new Acceptance("print", "gap", "why");

        assertThat(Consent.require(PLAN, named, ruling(ByRule.NOTHING_LOST, 0, 1)))
                .isEqualTo(new Consent(named, Optional.empty(), List.of()));
    }

    @Test
    void a_rule_that_accepts_names_the_plans_gap_in_the_operators_place() {
        assertThat(Consent.require(PLAN, WITHOUT_HASH, ruling(ByRule.NOTHING_LOST, 0, 1)))
                .isEqualTo(new Consent(
                        new Acceptance("print", "gap", "why"), Optional.of(ByRule.NOTHING_LOST), List.of()));
    }

    @Test
    void a_rule_does_not_stand_for_the_approvals() {
        assertRefused(ErrorCode.APPROVALS_MISSING, WITHOUT_HASH, ruling(ByRule.NOTHING_LOST, 1, 1));
        assertThat(Consent.require(PLAN, WITHOUT_HASH, ruling(ByRule.NOTHING_LOST, 1, 1, ANNAS))
                        .approvals())
                .containsExactly(ANNAS);
    }

    @Test
    void without_a_hash_and_without_a_rule_nothing_is_accepted() {
        assertRefused(ErrorCode.ACCEPTANCE_MISSING, WITHOUT_HASH, ruling(ByRule.NONE, 0, 1));
    }

    @Test
    void another_plan_or_another_gap_is_refused_before_anybody_is_asked_to_approve() {
        Ruling unapproved = ruling(ByRule.NONE, 1, 1);

        assertRefused(ErrorCode.FINGERPRINT_DIFFERS, new Acceptance("other", "gap", ""), unapproved);
        assertRefused(ErrorCode.GAP_DIFFERS, new Acceptance("print", "other", ""), unapproved);
        assertRefused(ErrorCode.APPROVALS_MISSING, new Acceptance("print", "gap", ""), unapproved);
    }
}
