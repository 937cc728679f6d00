package io.tillback.jpa;

import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@Entity
@Table(schema = "tillback", name = "snapshot")
class SnapshotEntity {
    @Id
    String id;

    String tier;
    String state;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "taken_at")
    @Nullable
    Instant takenAt;

    @Column(name = "table_count")
    int tables;

    @Column(name = "row_count")
    long rows;

    @Column(name = "byte_count")
    long bytes;

    @Column(name = "verified_at")
    @Nullable
    Instant verifiedAt;

    @Nullable
    Integer problems;

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
                        .map(at -> new SnapshotSummary.Verification(at, problems == null ? 0 : problems)));
    }
}
