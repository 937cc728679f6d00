package io.tillback.jpa;

import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.retention.ExpireReason;
import io.tillback.retention.Purge;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@Entity
@Table(schema = "tillback", name = "snapshot")
class SnapshotEntity {
    @Id
    private String id;

    private String tier;
    private String state;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "taken_at")
    @Nullable
    Instant takenAt;

    @Column(name = "table_count")
    private int tables;

    @Column(name = "row_count")
    private long rows;

    @Column(name = "byte_count")
    private long bytes;

    @Column(name = "verified_at")
    @Nullable
    Instant verifiedAt;

    @Nullable
    Integer problems;

    @Nullable
    private String base;

    @Column(name = "purged_at")
    @Nullable
    private Instant purgedAt;

    @Column(name = "purged_by")
    @Nullable
    private String purgedBy;

    @Column(name = "purge_reason")
    @Nullable
    private String purgeReason;

    SnapshotSummary summary() {
        return new SnapshotSummary(
                new SnapshotId(id),
                Tier.valueOf(tier),
                SnapshotSummary.State.valueOf(state),
                startedAt,
                Optional.ofNullable(takenAt),
                tables,
                rows,
                bytes,
                Optional.ofNullable(verifiedAt)
                        .map(at -> new SnapshotSummary.Verification(at, problems == null ? 0 : problems)),
                Optional.ofNullable(base).map(SnapshotId::new));
    }

    static SnapshotEntity begun(SnapshotId id, Tier tier, Instant startedAt) {
        SnapshotEntity snapshot = new SnapshotEntity();
        snapshot.id = id.value();
        snapshot.tier = tier.name();
        snapshot.state = SnapshotSummary.State.TAKING.name();
        snapshot.startedAt = startedAt;
        return snapshot;
    }

    /** Found in the bucket, unknown to the catalog. */
    static SnapshotEntity found(Manifest manifest) {
        SnapshotEntity snapshot = begun(manifest.id(), manifest.tier(), manifest.startedAt());
        snapshot.complete(manifest);
        return snapshot;
    }

    boolean is(SnapshotSummary.State asked) {
        return state.equals(asked.name());
    }

    Purge purge() {
        return new Purge(
                summary(),
                Objects.requireNonNull(purgedAt),
                Objects.requireNonNull(purgedBy),
                ExpireReason.valueOf(Objects.requireNonNull(purgeReason)));
    }

    void beginPurge(String principal, ExpireReason reason, Instant now) {
        state = SnapshotSummary.State.PURGING.name();
        purgedAt = now;
        purgedBy = principal;
        purgeReason = reason.name();
    }

    void endPurge(Instant now) {
        state = SnapshotSummary.State.PURGED.name();
        purgedAt = now;
    }

    void complete(Manifest manifest) {
        state = SnapshotSummary.State.COMPLETE.name();
        takenAt = manifest.moment().takenAt();
        tables = manifest.tables().size();
        rows = manifest.rows();
        bytes = manifest.bytes();
        base = manifest.base().map(full -> full.id().value()).orElse(null);
    }

    void buildOn(SnapshotId full) {
        base = full.value();
    }

    void fail() {
        if (state.equals(SnapshotSummary.State.TAKING.name())) {
            state = SnapshotSummary.State.FAILED.name();
        }
    }

    void recordVerification(Instant at, int found) {
        verifiedAt = at;
        problems = found;
    }
}
