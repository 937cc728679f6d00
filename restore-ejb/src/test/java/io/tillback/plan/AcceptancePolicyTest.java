package io.tillback.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.PlanId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.plan.AcceptancePolicy.ByRule;
import io.tillback.plan.AcceptancePolicy.Limits;
import io.tillback.plan.AcceptancePolicy.Unknowns;
import io.tillback.plan.DataGap.TableGap;
import io.tillback.plan.DataGap.Unknown;
import io.tillback.plan.Ruling.Kind;
import io.tillback.plan.Ruling.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptancePolicyTest {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");
    private static final PlanId PLAN = new PlanId("p4k8m2xq");
    private static final String HASH = "a".repeat(64);
    private static final Approvals NOBODY = new Approvals(Set.of("olga"), List.of());

    private static DataGap gap(long lost, int unknowns) {
        List<Unknown> windows = IntStream.range(0, unknowns)
                .mapToObj(number -> new Unknown(PRODUCT, NINE, NINE.plusSeconds(number), "nobody looked"))
                .toList();
        return new DataGap(
                NINE,
                NINE.plusSeconds(60),
                List.of(new TableGap(PRODUCT, 1, lost, 0)),
                List.of(),
                windows,
                List.of(),
                HASH);
    }

    private static AcceptancePolicy policy(int approvers, String lost, String written, boolean unknown) {
        return new AcceptancePolicy(
                ByRule.NOTHING_LOST,
                approvers,
                new Limits(limit(lost), limit(written), unknown ? Unknowns.NEED_APPROVAL : Unknowns.LET_PASS));
    }

    private static OptionalLong limit(String text) {
        return text.equals("off") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    private static Approval by(String user) {
        return new Approval(user, HASH, "", NINE);
    }

    private static Approvals approvedBy(String... users) {
        return new Approvals(
                Set.of("olga"),
                List.of(users).stream().map(AcceptancePolicyTest::by).toList());
    }

    @ParameterizedTest(
            name = "{0} approvers above {1} lost, {2} written, unknown {3}: {4} lost, {5} written, {6} unknown")
    @CsvSource({
        // approvers, lost, written, unknown; found lost, written, unknown; needed, reasons
        "0, 0,   0,   true,  9, 9, 9, 0, ''",
        "2, 0,   0,   true,  0, 0, 0, 0, ''",
        "2, 0,   0,   true,  0, 1, 0, 2, 'writes 1 row'",
        "2, 0,   0,   true,  1, 1, 0, 2, 'loses 1 row; writes 1 row'",
        "2, 10,  off, false, 10, 9000, 3, 0, ''",
        "2, 10,  off, false, 11, 9000, 3, 2, 'loses 11 rows, more than 10'",
        "3, off, 1000, false, 5, 1000, 1, 0, ''",
        "3, off, 1000, false, 5, 1001, 1, 3, 'writes 1,001 rows, more than 1,000'",
        "1, off, off, true,  5, 5, 0, 0, ''",
        "1, off, off, true,  5, 5, 1, 1, 'has a gap with 1 unknown window'",
        "1, 1,   1,   true,  2, 2, 2, 1, 'loses 2 rows, more than 1; writes 2 rows, more than 1; has a gap with 2 unknown windows'"
    })
    void approvals_are_needed_above_any_limit_with_each_limit_as_a_reason(
            int approvers,
            String lost,
            String written,
            boolean unknown,
            long foundLost,
            long foundWritten,
            int foundUnknown,
            int needed,
            String reasons) {
        Ruling ruling =
                policy(approvers, lost, written, unknown).decide(gap(foundLost, foundUnknown), foundWritten, NOBODY);

        assertThat(ruling.needed()).isEqualTo(needed);
        assertThat(ruling.missing()).isEqualTo(needed);
        assertThat(String.join(
                        "; ", ruling.because().stream().map(Reason::inWords).toList()))
                .isEqualTo(reasons);
    }

    @Test
    void the_rule_accepts_a_gap_exactly_if_nothing_is_lost_and_nothing_is_unknown() {
        AcceptancePolicy policy = policy(0, "0", "0", true);

        assertThat(policy.decide(gap(0, 0), 5, NOBODY).acceptingRule()).contains(ByRule.NOTHING_LOST);
        assertThat(policy.decide(gap(1, 0), 5, NOBODY).againstRule()).containsExactly(new Reason(Kind.LOST, 1, 0));
        assertThat(policy.decide(gap(0, 1), 5, NOBODY).againstRule()).containsExactly(new Reason(Kind.UNKNOWN, 1, 0));
        assertThat(policy.decide(gap(1, 1), 5, NOBODY).acceptingRule()).isEmpty();
        assertThat(AcceptancePolicy.USUAL.decide(gap(0, 0), 5, NOBODY).acceptingRule())
                .isEmpty();
    }

    @Test
    void whoever_names_no_gap_is_told_why_no_rule_accepts_it() {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() ->
                        policy(0, "0", "0", true).decide(gap(3, 1), 5, NOBODY).requireRule(PLAN))
                .withMessage(
                        "Cannot apply plan p4k8m2xq: nobody has accepted its data gap, and the rule nothing-lost does not,"
                                + " for it loses 3 rows and has a gap with 1 unknown window")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ACCEPTANCE_MISSING));
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() ->
                        AcceptancePolicy.USUAL.decide(gap(0, 0), 5, NOBODY).requireRule(PLAN))
                .withMessageContaining("no rule may (tillback.policy.accept-by-rule)");
    }

    @Test
    void what_is_missing_is_said_with_the_reasons_and_with_who_cannot_give_it() {
        Ruling ruling = policy(3, "10", "off", true).decide(gap(37, 0), 40, approvedBy("anna", "olga"));

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> ruling.requireApproved(PLAN))
                .withMessage(
                        "Cannot apply plan p4k8m2xq: 2 of 3 approvals are missing, which it needs because it loses 37"
                                + " rows, more than 10")
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.APPROVALS_MISSING);
                    assertThat(refused.hint())
                            .isEqualTo(
                                    "Nothing was touched. Have the plan approved by 2 more in the role tillback-approver:"
                                            + " not by olga (asked for it, or applying it), nor by anna (approved already).");
                });
        policy(2, "10", "off", true)
                .decide(gap(37, 0), 40, approvedBy("anna", "bert"))
                .requireApproved(PLAN);
    }

    @Test
    void an_approval_counts_once_a_user_and_not_by_who_is_involved_in_whatever_letter_case() {
        assertThat(approvedBy("anna", "Anna", "ANNA ", "bert", "Olga").counting(HASH))
                .extracting(Approval::approver)
                .containsExactly("anna", "bert");
        assertThat(approvedBy("anna", "bert").withInvolved("BERT").counting(HASH))
                .extracting(Approval::approver)
                .containsExactly("anna");
    }

    @Test
    void an_approval_of_another_gap_does_not_count() {
        assertThat(approvedBy("anna").counting("b".repeat(64))).isEmpty();
    }

    @Test
    void who_asked_for_a_plan_or_read_another_gap_may_not_approve_it() {
        Plan plan = plan();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> NOBODY.requireWelcome(plan, "Olga", HASH))
                .withMessage("Cannot approve plan p4k8m2xq: Olga asked for it or applies it")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.APPROVAL_OWN));
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> NOBODY.requireWelcome(plan, "anna", "b".repeat(64)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.GAP_DIFFERS));
        NOBODY.requireWelcome(plan, "anna", HASH);
    }

    private static Plan plan() {
        RestoreRequest request = new RestoreRequest(
                new RestoreTarget.AtSnapshot(new SnapshotId("20260301T090000Z-test")),
                List.of(RestoreScope.wholeTable(PRODUCT)),
                RestorePolicy.bringBack());
        return new Plan(PLAN, request, NINE, NINE, List.of(), List.of(), List.of(), gap(0, 0), "fingerprint");
    }

    @Test
    void approvers_whom_no_plan_would_need_are_refused() {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> policy(1, "off", "off", false))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID));
        assertThat(policy(0, "off", "off", false).approvers()).isZero();
    }

    @Provide
    Arbitrary<AcceptancePolicy> policies() {
        Arbitrary<OptionalLong> limits = Arbitraries.oneOf(
                Arbitraries.just(OptionalLong.empty()),
                Arbitraries.longs().between(0, 20).map(OptionalLong::of));
        Arbitrary<Limits> above = Combinators.combine(limits, limits, Arbitraries.of(Unknowns.values()))
                .as(Limits::new);
        return Combinators.combine(
                        Arbitraries.of(ByRule.values()), Arbitraries.integers().between(0, 4), above)
                .as((rule, approvers, some) -> new AcceptancePolicy(rule, some.letAllPass() ? 0 : approvers, some));
    }

    @Property
    void what_loses_or_writes_more_or_knows_less_never_needs_fewer_approvals(
            @ForAll("policies") AcceptancePolicy policy,
            @ForAll @LongRange(min = 0, max = 25) long lost,
            @ForAll @LongRange(min = 0, max = 25) long written,
            @ForAll @IntRange(min = 0, max = 3) int unknown,
            @ForAll @IntRange(min = 0, max = 2) int more) {
        int needed = policy.decide(gap(lost, unknown), written, NOBODY).needed();

        assertThat(policy.decide(gap(lost + more, unknown), written, NOBODY).needed())
                .isGreaterThanOrEqualTo(needed);
        assertThat(policy.decide(gap(lost, unknown + more), written, NOBODY).needed())
                .isGreaterThanOrEqualTo(needed);
        assertThat(policy.decide(gap(lost, unknown), written + more, NOBODY).needed())
                .isGreaterThanOrEqualTo(needed);
    }

    @Property
    void a_ruling_has_reasons_exactly_if_it_asks_for_approvals_and_each_reason_holds(
            @ForAll("policies") AcceptancePolicy policy,
            @ForAll @LongRange(min = 0, max = 25) long lost,
            @ForAll @LongRange(min = 0, max = 25) long written,
            @ForAll @IntRange(min = 0, max = 3) int unknown) {
        Ruling ruling = policy.decide(gap(lost, unknown), written, NOBODY);

        assertThat(ruling.because().isEmpty()).isEqualTo(ruling.needed() == 0);
        assertThat(ruling.because())
                .allSatisfy(reason -> assertThat(reason.found()).isGreaterThan(reason.limit()));
        assertThat(ruling.acceptingRule().isPresent())
                .isEqualTo(policy.byRule() == ByRule.NOTHING_LOST && lost == 0 && unknown == 0);
    }

    @Property
    void one_approval_more_never_leaves_more_missing_and_an_involved_ones_changes_nothing(
            @ForAll("policies") AcceptancePolicy policy,
            @ForAll @IntRange(min = 0, max = 4) int approvers,
            @ForAll @LongRange(min = 0, max = 25) long lost) {
        List<Approval> given = IntStream.range(0, approvers)
                .mapToObj(number -> by("approver" + number))
                .toList();
        int missing = policy.decide(gap(lost, 0), lost, new Approvals(Set.of("olga"), given))
                .missing();

        assertThat(policy.decide(gap(lost, 0), lost, with(given, "another")).missing())
                .isEqualTo(Math.max(0, missing - 1));
        assertThat(policy.decide(gap(lost, 0), lost, with(given, "olga")).missing())
                .isEqualTo(missing);
    }

    private static Approvals with(List<Approval> given, String user) {
        List<Approval> more = new ArrayList<>(given);
        more.add(by(user));
        return new Approvals(Set.of("olga"), more);
    }
}
