package io.tillback.shipment;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotReader;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Full snapshots that a rebuild may begin with, the newest first. */
final class Bases {
    /** Of a snapshot, for which an older one may do as well. */
    private static final Set<ErrorCode> UNFIT = Set.of(
            ErrorCode.SNAPSHOT_DAMAGED,
            ErrorCode.SNAPSHOT_UNFINISHED,
            ErrorCode.FORMAT_TOO_NEW,
            ErrorCode.OBJECT_COLD,
            ErrorCode.OBJECT_UNKNOWN);

    private final SnapshotReader snapshots;
    private final Instant until;
    private final Deque<Map.Entry<SnapshotId, Tier>> left;
    private final List<String> passedBy = new ArrayList<>();

    Bases(SnapshotReader snapshots, Map<SnapshotId, Tier> finished, Instant until) {
        this.snapshots = snapshots;
        this.until = until;
        List<Map.Entry<SnapshotId, Tier>> newestFirst = new ArrayList<>(finished.entrySet());
        newestFirst.sort(Map.Entry.comparingByKey(Comparator.reverseOrder()));
        this.left = new ArrayDeque<>(newestFirst);
    }

    /**
     * The newest of those that are left and can be read at once.
     *
     * @throws RestoreException SNAPSHOT_UNKNOWN if there is none
     */
    Manifest next() {
        while (!left.isEmpty()) {
            Optional<Manifest> found = find(left.removeFirst());
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new RestoreException(
                ErrorCode.SNAPSHOT_UNKNOWN,
                "Cannot rebuild the database: no full snapshot from before lies in the bucket" + thatCanBeRead(),
                passedBy.isEmpty()
                        ? "Compare tillback.s3.bucket, tillback.s3.prefix and tillback.store.name with those of the lost server."
                        : "Thaw the newest snapshot that is cold, or bring a damaged object back, if the bucket keeps versions.");
    }

    private String thatCanBeRead() {
        return passedBy.isEmpty() ? "" : " that can be read. " + String.join(". ", passedBy);
    }

    private Optional<Manifest> find(Map.Entry<SnapshotId, Tier> entry) {
        try {
            Manifest manifest = snapshots.loadManifest(entry.getValue(), entry.getKey());
            if (manifest.isIncremental() || manifest.moment().takenAt().isAfter(until)) {
                return Optional.empty();
            }
            snapshots.requireAtHand(manifest);
            return Optional.of(manifest);
        } catch (RestoreException e) {
            passBy(entry.getKey(), e);
            return Optional.empty();
        }
    }

    /** @throws RestoreException the failure, if an older snapshot cannot help */
    void passBy(SnapshotId id, RestoreException failure) {
        if (!UNFIT.contains(failure.code())) {
            throw passedBy.isEmpty() ? failure : told(failure);
        }
        passedBy.add("Snapshot " + id + " was passed by: " + failure.fact());
    }

    private RestoreException told(RestoreException failure) {
        return new RestoreException(
                failure.code(), failure.fact() + ". " + String.join(". ", passedBy), failure.hint(), failure);
    }

    /** Newer ones, each with the reason. */
    List<String> passedBy() {
        return List.copyOf(passedBy);
    }
}
