package io.tillback.jpa;

import io.tillback.apply.Restore;
import io.tillback.model.Json;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@Entity
@Table(schema = "tillback", name = "restore")
class RestoreEntity {
    @Id
    String id;

    String plan;

    @Column(name = "accepted_by")
    String acceptedBy;

    @Column(name = "gap_hash")
    String gapHash;

    String comment;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "finished_at")
    @Nullable
    Instant finishedAt;

    String outcome;

    @Nullable
    String transaction;

    /** The proof as JSON. */
    @Nullable
    String proof;

    @Column(name = "takes_back")
    @Nullable
    String takesBack;

    Restore restore() {
        return new Restore(
                new RestoreId(id),
                new PlanId(plan),
                acceptedBy,
                comment,
                startedAt,
                Optional.ofNullable(finishedAt),
                Restore.Outcome.valueOf(outcome),
                Optional.ofNullable(transaction),
                Optional.ofNullable(proof).map(json -> Json.read(json, Restore.Proof.class)),
                Optional.ofNullable(takesBack).map(RestoreId::new));
    }
}
