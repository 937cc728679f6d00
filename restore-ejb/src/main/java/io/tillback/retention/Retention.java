package io.tillback.retention;

import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.retention.HeldSnapshot.Health;
import io.tillback.retention.HeldSnapshot.Use;
import io.tillback.retention.RetentionPreview.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which snapshots are kept: the same for the same snapshots, policy and instant, in whatever order they come.
 *
 * <p>Each tier's newest snapshot is kept, and its newest verified one, however old they are: where taking or verifying has
 * failed for weeks, the last good copy is not what goes first. Hence also the store's newest verified snapshot never goes.
 * What a kept one is built on is kept with it; an incremental one is as sound as that.
 */
public final class Retention {
    private static final Comparator<HeldSnapshot> BY_AGE =
            Comparator.comparing(HeldSnapshot::takenAt).thenComparing(HeldSnapshot::id);

    private Retention() {}

    public static RetentionPreview decide(Collection<HeldSnapshot> held, RetentionPolicy policy, Instant now) {
        // One from the future is kept anyway; as "the newest" it would let the real ones go.
        List<HeldSnapshot> past = held.stream()
                .filter(snapshot -> !snapshot.takenAt().isAfter(now))
                .toList();
        Set<SnapshotId> newest = newestOfEachTier(past, snapshot -> true);
        Set<SnapshotId> sound = sound(held);
        Set<SnapshotId> newestVerified = newestOfEachTier(past, snapshot -> sound.contains(snapshot.id()));
        List<Decision> byThemselves = held.stream()
                .sorted(BY_AGE.reversed())
                .map(snapshot -> new Decision(
                        snapshot, decide(snapshot, policy.keptOf(snapshot.tier()), now, newest, newestVerified)))
                .toList();
        Set<SnapshotId> needed = byThemselves.stream()
                .filter(decision -> !decision.expires())
                .flatMap(decision -> decision.snapshot().base().stream())
                .collect(Collectors.toSet());
        return new RetentionPreview(
                now,
                byThemselves.stream()
                        .map(decision -> needed.contains(decision.snapshot().id()) ? keptAsBase(decision) : decision)
                        .toList());
    }

    private static Decision keptAsBase(Decision decision) {
        Verdict verdict = decision.verdict()
                .match(keep -> keep, expire -> new Verdict.Keep(KeepReason.BUILT_ON, Optional.of(expire.since())));
        return new Decision(decision.snapshot(), verdict);
    }

    /** Read back without a fault, and so was what they are built on. */
    private static Set<SnapshotId> sound(Collection<HeldSnapshot> held) {
        Set<SnapshotId> readBack = held.stream()
                .filter(snapshot -> snapshot.health() == Health.SOUND)
                .map(HeldSnapshot::id)
                .collect(Collectors.toSet());
        return held.stream()
                .filter(snapshot -> readBack.contains(snapshot.id()))
                .filter(snapshot -> snapshot.base().stream().allMatch(readBack::contains))
                .map(HeldSnapshot::id)
                .collect(Collectors.toSet());
    }

    /** The newest snapshot that is built on another. */
    public static Optional<SnapshotId> findBuiltOn(SnapshotId base, Collection<HeldSnapshot> held) {
        return held.stream()
                .filter(snapshot -> snapshot.base().filter(base::equals).isPresent())
                .max(BY_AGE)
                .map(HeldSnapshot::id);
    }

    /** Of what the whole store has, the newest snapshot that was read back without a fault. */
    public static Optional<SnapshotId> newestVerified(Collection<HeldSnapshot> held) {
        Set<SnapshotId> sound = sound(held);
        return held.stream()
                .filter(snapshot -> sound.contains(snapshot.id()))
                .max(BY_AGE)
                .map(HeldSnapshot::id);
    }

    /**
     * When the last copy expires of what was there before an instant: the last snapshot of before, or the journal's records if
     * these stay longer. That a snapshot may stay longer because it is its tier's newest does not count.
     *
     * @param journalEnds when the records are dropped
     * @return empty if a snapshot is kept until somebody purges it by hand
     */
    public static Optional<Instant> lastCopyExpires(
            Collection<HeldSnapshot> held, RetentionPolicy policy, Instant before, Instant journalEnds) {
        List<HeldSnapshot> earlier = held.stream()
                .filter(snapshot -> snapshot.takenAt().isBefore(before))
                .toList();
        if (earlier.stream().anyMatch(snapshot -> policy.keptOf(snapshot.tier()).isEmpty())) {
            return Optional.empty();
        }
        return Stream.concat(
                        Stream.of(journalEnds),
                        earlier.stream()
                                .flatMap(snapshot ->
                                        policy.keptOf(snapshot.tier()).map(snapshot.takenAt()::plus).stream()))
                .max(Comparator.naturalOrder());
    }

    private static Set<SnapshotId> newestOfEachTier(Collection<HeldSnapshot> held, Predicate<HeldSnapshot> which) {
        Set<SnapshotId> newest = new HashSet<>();
        for (Tier tier : Tier.values()) {
            held.stream()
                    .filter(snapshot -> snapshot.tier() == tier)
                    .filter(which)
                    .max(BY_AGE)
                    .ifPresent(snapshot -> newest.add(snapshot.id()));
        }
        return newest;
    }

    private static Verdict decide(
            HeldSnapshot snapshot,
            Optional<Duration> kept,
            Instant now,
            Set<SnapshotId> newest,
            Set<SnapshotId> newestVerified) {
        if (kept.isEmpty()) {
            return new Verdict.Keep(KeepReason.BY_HAND, Optional.empty());
        }
        Instant until = snapshot.takenAt().plus(kept.get());
        if (snapshot.takenAt().isAfter(now)) {
            return new Verdict.Keep(KeepReason.FROM_THE_FUTURE, Optional.of(until));
        }
        if (now.isBefore(until)) {
            return new Verdict.Keep(KeepReason.WITHIN_ITS_TIME, Optional.of(until));
        }
        if (newestVerified.contains(snapshot.id())) {
            return new Verdict.Keep(KeepReason.NEWEST_VERIFIED, Optional.of(until));
        }
        if (newest.contains(snapshot.id())) {
            return new Verdict.Keep(KeepReason.NEWEST, Optional.of(until));
        }
        if (snapshot.use() == Use.IN_USE) {
            return new Verdict.Keep(KeepReason.IN_USE, Optional.of(until));
        }
        return new Verdict.Expire(ExpireReason.OLDER_THAN_ITS_TIER_KEEPS, until);
    }
}
