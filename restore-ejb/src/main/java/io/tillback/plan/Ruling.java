package io.tillback.plan;

import static io.tillback.model.InWords.rows;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.PlanId;
import io.tillback.plan.AcceptancePolicy.ByRule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a plan's gap takes to be accepted, and why.
 *
 * @param byRule the rule that is in force
 * @param againstRule why that rule does not accept the gap; empty if it does, or if there is none
 * @param needed how many must approve
 * @param because why they must; empty exactly if nobody must
 * @param counting the approvals that count
 * @param approvals all that were given
 */
public record Ruling(
        ByRule byRule,
        List<Reason> againstRule,
        int needed,
        List<Reason> because,
        List<Approval> counting,
        Approvals approvals) {
    public Ruling {
        againstRule = List.copyOf(againstRule);
        because = List.copyOf(because);
        counting = List.copyOf(counting);
    }

    /** What a reason is about. */
    public enum Kind {
        LOST,
        ROWS_WRITTEN,
        UNKNOWN
    }

    /**
     * One figure of a gap that is more than a policy lets pass.
     *
     * @param found always more than {@code limit}
     */
    public record Reason(Kind kind, long found, long limit) {
        /** As a clause that goes on from the plan: {@code loses 37 rows, more than 10}. */
        public String inWords() {
            String limited = limit == 0 ? "" : String.format(Locale.ROOT, ", more than %,d", limit);
            return switch (kind) {
                case LOST -> "loses " + rows(found) + limited;
                case ROWS_WRITTEN -> "writes " + rows(found) + limited;
                case UNKNOWN ->
                    "has a gap with " + String.format(Locale.ROOT, "%,d", found)
                            + (found == 1 ? " unknown window" : " unknown windows");
            };
        }
    }

    /** How many more must approve. */
    public int missing() {
        return Math.max(0, needed - counting.size());
    }

    /** The rule that accepts the gap, so that nobody need name it. */
    public Optional<ByRule> acceptingRule() {
        return Optional.of(byRule).filter(rule -> rule != ByRule.NONE && againstRule.isEmpty());
    }

    /** @throws RestoreException ACCEPTANCE_MISSING if no rule accepts the gap */
    public ByRule requireRule(PlanId plan) {
        return acceptingRule()
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.ACCEPTANCE_MISSING,
                        "Cannot apply plan " + plan + ": nobody has accepted its data gap, and " + whyNoRule(),
                        "Read the plan's data gap and send its hash as 'gapHash'."));
    }

    private String whyNoRule() {
        return byRule == ByRule.NONE
                ? "no rule may (tillback.policy.accept-by-rule)"
                : "the rule " + byRule.word() + " does not, for it " + inWords(againstRule);
    }

    /** @throws RestoreException APPROVALS_MISSING saying how many more are needed, why, and who can give them */
    public void requireApproved(PlanId plan) {
        if (missing() > 0) {
            throw new RestoreException(
                    ErrorCode.APPROVALS_MISSING,
                    "Cannot apply plan " + plan + ": " + missing() + " of " + needed
                            + (needed == 1 ? " approval is" : " approvals are") + " missing, which it needs because it "
                            + inWords(because),
                    "Nothing was touched. Have the plan approved by " + missing()
                            + " more in the role tillback-approver: not" + " by " + whoCannot() + ".");
        }
    }

    /** Who cannot give what is missing, with the reason. */
    private String whoCannot() {
        String own = approvals.involved().stream().sorted().collect(Collectors.joining(", "))
                + " (asked for it, or applying it)";
        return counting.isEmpty()
                ? own
                : own + ", nor by "
                        + counting.stream().map(Approval::approver).sorted().collect(Collectors.joining(", "))
                        + " (approved already)";
    }

    private static String inWords(List<Reason> reasons) {
        return reasons.stream().map(Reason::inWords).collect(Collectors.joining(" and "));
    }
}
