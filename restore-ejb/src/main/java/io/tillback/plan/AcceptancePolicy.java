package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.plan.Ruling.Kind;
import io.tillback.plan.Ruling.Reason;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Which gaps may be accepted by rule, and which must be approved by others. Approvals are needed whoever, or whatever, has
 * accepted: the one does not stand for the other.
 *
 * @param byRule gaps that need nobody who names them
 * @param approvers how many others must approve a plan that is above one of the limits; 0: none
 * @param above from where on they must
 */
public record AcceptancePolicy(ByRule byRule, int approvers, Limits above) {
    /** Nothing is accepted by rule, and nobody need approve. */
    public static final AcceptancePolicy USUAL = new AcceptancePolicy(ByRule.NONE, 0, Limits.ANY);

    /** What is accepted without a person who names it. */
    public enum ByRule {
        NONE,
        /** Gaps in which nothing is lost and nothing is unknown. */
        NOTHING_LOST;

        /** As the configuration has it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Gaps with windows that nothing recorded. */
    public enum Unknowns {
        LET_PASS,
        NEED_APPROVAL
    }

    /**
     * A plan that is above any of these is approved by others first.
     *
     * @param lost rows that it may lose; empty: any number
     * @param rowsWritten rows that it may write; empty: any number
     */
    public record Limits(OptionalLong lost, OptionalLong rowsWritten, Unknowns unknowns) {
        /** Whatever writes a row is above these. */
        public static final Limits ANY = new Limits(OptionalLong.of(0), OptionalLong.of(0), Unknowns.NEED_APPROVAL);

        /** Whether no plan is ever above them. */
        public boolean letAllPass() {
            return lost.isEmpty() && rowsWritten.isEmpty() && unknowns == Unknowns.LET_PASS;
        }
    }

    /** @throws RestoreException CONFIGURATION_INVALID if there are approvers and no plan that would need them */
    public AcceptancePolicy {
        if (approvers > 0 && above.letAllPass()) {
            throw new RestoreException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Cannot decide which plans need approvals: there are " + approvers + " approvers, and no limit",
                    "Set a limit, or no approvers.");
        }
    }

    /**
     * What a gap takes to be accepted. The same for the same gap, rows and approvals.
     *
     * @param rowsToWrite of the whole plan: applied in parts, it needs no fewer approvals
     */
    public Ruling decide(DataGap gap, long rowsToWrite, Approvals approvals) {
        List<Reason> because = approvers == 0 ? List.of() : aboveLimits(gap, rowsToWrite);
        List<Reason> againstRule = byRule == ByRule.NONE
                ? List.of()
                : Stream.concat(lost(gap, 0), unknown(gap)).toList();
        return new Ruling(
                byRule,
                againstRule,
                because.isEmpty() ? 0 : approvers,
                because,
                approvals.counting(gap.hash()),
                approvals);
    }

    private List<Reason> aboveLimits(DataGap gap, long rowsToWrite) {
        Stream<Reason> lost = above.lost().stream().boxed().flatMap(limit -> lost(gap, limit));
        Stream<Reason> written = above.rowsWritten().stream()
                .filter(limit -> rowsToWrite > limit)
                .mapToObj(limit -> new Reason(Kind.ROWS_WRITTEN, rowsToWrite, limit));
        Stream<Reason> unknown = above.unknowns() == Unknowns.NEED_APPROVAL ? unknown(gap) : Stream.empty();
        return Stream.of(lost, written, unknown).flatMap(reasons -> reasons).toList();
    }

    private static Stream<Reason> lost(DataGap gap, long limit) {
        long lost = gap.lost();
        return lost > limit ? Stream.of(new Reason(Kind.LOST, lost, limit)) : Stream.empty();
    }

    private static Stream<Reason> unknown(DataGap gap) {
        int unknowns = gap.unknowns().size();
        return unknowns > 0 ? Stream.of(new Reason(Kind.UNKNOWN, unknowns, 0)) : Stream.empty();
    }
}
