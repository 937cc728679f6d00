package io.tillback.apply;

import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.TableId;
import io.tillback.plan.AcceptancePolicy.ByRule;
import io.tillback.plan.Approval;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One apply of one plan, and what became of it.
 *
 * @param acceptedBy who applied it
 * @param accepted what was accepted, and who approved it
 * @param startedAt when the gap was accepted, and the apply begun
 * @param part how much of the plan
 * @param takesBack the earlier restore that this one takes back
 * @param transaction the database's number of the transaction that wrote, once there was one
 */
public record Restore(
        RestoreId id,
        PlanId plan,
        String acceptedBy,
        String comment,
        Accepted accepted,
        Instant startedAt,
        Optional<Instant> finishedAt,
        Outcome outcome,
        Optional<String> transaction,
        Optional<Proof> proof,
        Part part,
        Optional<RestoreId> takesBack) {
    public enum Outcome {
        RUNNING,
        COMMITTED,
        ROLLED_BACK,
        /** The commit's answer was lost and the database cannot be asked yet; it is looked up, never repeated. */
        UNKNOWN
    }

    /**
     * @param gapHash the data gap
     * @param rule the one that accepted it, as it is configured; empty if the operator named the gap
     * @param approvals those that counted
     */
    public record Accepted(String gapHash, Optional<ByRule> rule, List<Approval> approvals) {
        public Accepted {
            approvals = List.copyOf(approvals);
        }
    }

    /** What was verified by row hash before the commit. */
    public record Proof(List<TableProof> tables) {
        public Proof {
            tables = List.copyOf(tables);
        }

        public long rowsPlanned() {
            return tables.stream().mapToLong(TableProof::planned).sum();
        }

        public long rowsVerified() {
            return tables.stream().mapToLong(TableProof::verified).sum();
        }
    }

    /** @param verified rows whose hash after the apply is the plan's, and removed rows that are gone */
    public record TableProof(TableId table, long created, long changed, long removed, long planned, long verified) {}
}
