package io.tillback.web.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.plan.AcceptancePolicy;
import io.tillback.plan.AcceptancePolicy.ByRule;
import io.tillback.plan.AcceptancePolicy.Limits;
import io.tillback.plan.Approval;
import io.tillback.plan.Approvals;
import io.tillback.plan.DataGap;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RulingJsonTest {
    private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");
    private static final DataGap GAP = new DataGap(NINE, NINE, List.of(), List.of(), List.of(), List.of(), "gap");
    private static final Approvals GIVEN = new Approvals(
            Set.of("olga"),
            List.of(new Approval("anna", "gap", "fine", NINE), new Approval("Olga", "gap", "mine", NINE)));

    @Test
    void a_ruling_tells_each_reason_in_figures_and_words_and_which_approvals_count() {
        RulingJson json =
                RulingJson.of(new AcceptancePolicy(ByRule.NOTHING_LOST, 2, Limits.ANY).decide(GAP, 1200, GIVEN));

        assertThat(json.rule()).isEqualTo("nothing-lost");
        assertThat(json.acceptedByRule()).isEqualTo("nothing-lost");
        assertThat(json.approvalsNeeded()).isEqualTo(2);
        assertThat(json.approvalsMissing()).isEqualTo(1);
        assertThat(json.because())
                .containsExactly(new RulingJson.ReasonJson("rows-written", 1200, 0, "writes 1,200 rows"));
        assertThat(json.involved()).containsExactly("olga");
        assertThat(json.approvals()).extracting(RulingJson.GivenJson::counts).containsExactly(true, false);
    }

    @Test
    void without_a_policy_nothing_is_asked_and_no_rule_accepts() {
        RulingJson json = RulingJson.of(AcceptancePolicy.USUAL.decide(GAP, 1200, GIVEN));

        assertThat(json.rule()).isEqualTo("none");
        assertThat(json.acceptedByRule()).isNull();
        assertThat(json.approvalsNeeded()).isZero();
        assertThat(json.because()).isEmpty();
    }
}
