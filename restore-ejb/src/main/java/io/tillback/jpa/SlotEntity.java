package io.tillback.jpa;

import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.retention.Slot;
import io.tillback.retention.SlotAttempt;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@Entity
@IdClass(SlotEntity.Key.class)
@Table(schema = "tillback", name = "slot")
class SlotEntity {
    @Id
    private String tier;

    @Id
    @Column(name = "starts_at")
    private Instant startsAt;

    private int attempts;

    @ManyToOne
    @JoinColumn(name = "job")
    @Nullable
    private JobEntity job;

    @Nullable
    private String snapshot;

    /** A slot's name, as JPA wants it. */
    static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        String tier = "";
        Instant startsAt = Instant.EPOCH;

        Key() {}

        Key(Slot slot) {
            tier = slot.tier().name();
            startsAt = slot.start();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && tier.equals(key.tier) && startsAt.equals(key.startsAt);
        }

        @Override
        public int hashCode() {
            return Objects.hash(tier, startsAt);
        }
    }

    /** Empty for a slot that was seen and left alone. */
    Optional<SlotAttempt> attempt() {
        if (job == null || snapshot == null) {
            return Optional.empty();
        }
        Slot slot = new Slot(Tier.valueOf(tier), startsAt);
        return Optional.of(new SlotAttempt(slot, attempts, job.job(), new SnapshotId(snapshot)));
    }

    Instant start() {
        return startsAt;
    }

    boolean isUntried() {
        return attempts == 0;
    }

    void begin(JobEntity next, SnapshotId result) {
        attempts++;
        job = next;
        snapshot = result.value();
    }
}
