package io.tillback.apply;

import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One apply of one plan, and what became of it.
 *
 * @param part how much of the plan
 * @param takesBack the earlier restore that this one takes back
 * @param transaction the database's number of the transaction that wrote, once there was one
 */
public record Restore(
        RestoreId id,
        PlanId plan,
        String acceptedBy,
        String comment,
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
