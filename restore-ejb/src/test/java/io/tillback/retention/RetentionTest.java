package io.tillback.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.retention.HeldSnapshot.Health;
import io.tillback.retention.HeldSnapshot.Use;
import io.tillback.retention.RetentionPreview.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final RetentionPolicy POLICY = new RetentionPolicy(Map.of(
            Tier.HOURLY, Duration.ofDays(3),
            Tier.DAILY, Duration.ofDays(14),
            Tier.WEEKLY, Duration.ofDays(60),
            Tier.MONTHLY, Duration.ofDays(180)));

    @Provide
    Arbitrary<List<HeldSnapshot>> snapshots() {
        Arbitrary<HeldSnapshot> one = Combinators.combine(
                        Arbitraries.of(Tier.class),
                        Arbitraries.longs().between(-300 * 24, 10 * 24),
                        Arbitraries.of(Health.class),
                        Arbitraries.of(Use.IDLE, Use.IDLE, Use.IDLE, Use.IN_USE),
                        Arbitraries.strings().withCharRange('a', 'z').ofLength(8))
                .as((tier, hours, health, use, name) -> new HeldSnapshot(
                        new SnapshotId("20260301T090000Z-" + name),
                        tier,
                        NOW.plus(Duration.ofHours(hours)),
                        health,
                        use));
        return one.list().ofMaxSize(60).uniqueElements(HeldSnapshot::id);
    }

    @Property
    void the_newest_verified_snapshot_of_each_tier_never_expires(
            @ForAll("snapshots") List<HeldSnapshot> held, @ForAll Random random) {
        Instant now = NOW.plus(Duration.ofDays(random.nextInt(1000)));
        Set<SnapshotId> kept = kept(Retention.decide(held, POLICY, now));

        for (Tier tier : Tier.values()) {
            held.stream()
                    .filter(snapshot -> snapshot.tier() == tier && snapshot.health() == Health.SOUND)
                    .filter(snapshot -> !snapshot.takenAt().isAfter(now))
                    .map(HeldSnapshot::takenAt)
                    .max(Instant::compareTo)
                    .ifPresent(newest -> assertThat(held)
                            .anyMatch(snapshot -> snapshot.tier() == tier
                                    && snapshot.health() == Health.SOUND
                                    && snapshot.takenAt().equals(newest)
                                    && kept.contains(snapshot.id())));
        }
        Retention.newestVerified(held).ifPresent(id -> assertThat(kept).contains(id));
    }

    private static HeldSnapshot of(Tier tier, Duration age) {
        return new HeldSnapshot(
                new SnapshotId("20260301T090000Z-" + tier.folder()), tier, NOW.minus(age), Health.SOUND, Use.IDLE);
    }

    @Test
    void the_last_copy_expires_with_the_snapshot_of_before_that_is_kept_longest_or_with_the_journal() {
        Instant change = NOW.minus(Duration.ofDays(2));
        Instant journalEnds = NOW.plus(Duration.ofDays(1));
        HeldSnapshot before = of(Tier.DAILY, Duration.ofDays(3));
        HeldSnapshot shorter = of(Tier.HOURLY, Duration.ofDays(2).plusHours(1));
        HeldSnapshot since = of(Tier.WEEKLY, Duration.ofDays(1));

        assertThat(Retention.lastCopyExpires(List.of(since), POLICY, change, journalEnds))
                .contains(journalEnds);
        assertThat(Retention.lastCopyExpires(List.of(since, shorter), POLICY, change, journalEnds))
                .contains(journalEnds);
        assertThat(Retention.lastCopyExpires(List.of(before, since, shorter), POLICY, change, journalEnds))
                .contains(NOW.plus(Duration.ofDays(11)));
    }

    @Test
    void a_snapshot_that_is_kept_until_somebody_purges_it_lets_no_last_copy_expire() {
        assertThat(Retention.lastCopyExpires(
                        List.of(of(Tier.MANUAL, Duration.ofDays(3))), POLICY, NOW.minus(Duration.ofDays(2)), NOW))
                .isEmpty();
    }

    @Property
    void a_tier_that_had_a_snapshot_has_one_afterwards(@ForAll("snapshots") List<HeldSnapshot> held) {
        Instant muchLater = NOW.plus(Duration.ofDays(10_000));

        assertThat(tiers(without(held, Retention.decide(held, POLICY, muchLater))))
                .isEqualTo(tiers(held));
    }

    @Property
    void what_is_left_after_a_purge_stays(@ForAll("snapshots") List<HeldSnapshot> held) {
        List<HeldSnapshot> left = without(held, Retention.decide(held, POLICY, NOW));

        assertThat(Retention.decide(left, POLICY, NOW).expired()).isEmpty();
    }

    @Property
    void the_order_in_which_snapshots_are_listed_does_not_matter(
            @ForAll("snapshots") List<HeldSnapshot> held, @ForAll Random random) {
        List<HeldSnapshot> shuffled = new ArrayList<>(held);
        Collections.shuffle(shuffled, random);

        RetentionPreview one = Retention.decide(held, POLICY, NOW);
        RetentionPreview other = Retention.decide(shuffled, POLICY, NOW);

        assertThat(other).isEqualTo(one);
        assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
    }

    @Property
    void what_has_expired_does_not_come_to_life_again(
            @ForAll("snapshots") List<HeldSnapshot> held, @ForAll Random random) {
        Instant later = NOW.plus(Duration.ofHours(random.nextInt(10_000)));

        assertThat(kept(Retention.decide(held, POLICY, later))).isSubsetOf(kept(Retention.decide(held, POLICY, NOW)));
    }

    @Property
    void every_snapshot_gets_exactly_one_decision(@ForAll("snapshots") List<HeldSnapshot> held) {
        assertThat(Retention.decide(held, POLICY, NOW).decisions())
                .extracting(Decision::snapshot)
                .containsExactlyInAnyOrderElementsOf(held);
    }

    @Test
    void each_reason_is_told() {
        HeldSnapshot future = snapshot("future", Tier.DAILY, 1, Health.SOUND);
        HeldSnapshot fresh = snapshot("fresh", Tier.DAILY, -13 * 24, Health.UNVERIFIED);
        HeldSnapshot verified = snapshot("verified", Tier.DAILY, -20 * 24, Health.SOUND);
        HeldSnapshot older = snapshot("older", Tier.DAILY, -21 * 24, Health.SOUND);
        HeldSnapshot damaged = snapshot("damaged", Tier.DAILY, -19 * 24, Health.DAMAGED);
        HeldSnapshot last = snapshot("last", Tier.HOURLY, -10 * 24, Health.UNVERIFIED);
        HeldSnapshot read = new HeldSnapshot(
                new SnapshotId("20260301T090000Z-read"),
                Tier.HOURLY,
                last.takenAt().minusSeconds(1),
                Health.SOUND,
                Use.IN_USE);
        HeldSnapshot earlier = new HeldSnapshot(
                new SnapshotId("20260301T090000Z-earlier"),
                Tier.HOURLY,
                last.takenAt().minusSeconds(2),
                Health.SOUND,
                Use.IN_USE);
        HeldSnapshot byHand = snapshot("hand", Tier.MANUAL, -9000, Health.UNVERIFIED);

        Map<SnapshotId, Object> reasons =
                reasons(List.of(future, fresh, verified, older, damaged, last, read, earlier, byHand));

        assertThat(reasons)
                .containsEntry(future.id(), KeepReason.FROM_THE_FUTURE)
                .containsEntry(fresh.id(), KeepReason.WITHIN_ITS_TIME)
                .containsEntry(verified.id(), KeepReason.NEWEST_VERIFIED)
                .containsEntry(older.id(), ExpireReason.OLDER_THAN_ITS_TIER_KEEPS)
                .containsEntry(damaged.id(), ExpireReason.OLDER_THAN_ITS_TIER_KEEPS)
                .containsEntry(last.id(), KeepReason.NEWEST)
                .containsEntry(read.id(), KeepReason.NEWEST_VERIFIED)
                .containsEntry(earlier.id(), KeepReason.IN_USE)
                .containsEntry(byHand.id(), KeepReason.BY_HAND);
    }

    @Test
    void what_a_kept_snapshot_is_built_on_is_kept_with_it() {
        HeldSnapshot newest = snapshot("newest", Tier.DAILY, 0, Health.SOUND);
        HeldSnapshot base = snapshot("base", Tier.DAILY, -20 * 24, Health.SOUND);
        HeldSnapshot idle = snapshot("idle", Tier.DAILY, -21 * 24, Health.SOUND);
        HeldSnapshot fresh = builtOn("fresh", base, -1, Health.UNVERIFIED);
        HeldSnapshot old = builtOn("older", idle, -10 * 24, Health.UNVERIFIED);

        assertThat(reasons(List.of(newest, base, idle, fresh, old)))
                .containsEntry(fresh.id(), KeepReason.WITHIN_ITS_TIME)
                .containsEntry(base.id(), KeepReason.BUILT_ON)
                .containsEntry(old.id(), ExpireReason.OLDER_THAN_ITS_TIER_KEEPS)
                .containsEntry(idle.id(), ExpireReason.OLDER_THAN_ITS_TIER_KEEPS);
        assertThat(Retention.findBuiltOn(base.id(), List.of(newest, base, fresh)))
                .contains(fresh.id());
        assertThat(Retention.findBuiltOn(newest.id(), List.of(newest, base, fresh)))
                .isEmpty();
    }

    @Test
    void an_incremental_snapshot_is_no_sounder_than_what_it_is_built_on() {
        HeldSnapshot damaged = snapshot("damaged", Tier.DAILY, -2, Health.DAMAGED);
        HeldSnapshot sound = snapshot("sound", Tier.DAILY, -20 * 24, Health.SOUND);
        HeldSnapshot onDamaged = builtOn("upon", damaged, -1, Health.SOUND);

        assertThat(Retention.newestVerified(List.of(damaged, sound, onDamaged))).contains(sound.id());
        assertThat(Retention.newestVerified(List.of(sound, builtOn("upon", sound, -1, Health.SOUND))))
                .map(SnapshotId::value)
                .contains("20260301T090000Z-upon");
    }

    @Property
    void nothing_that_is_kept_is_built_on_what_goes(
            @ForAll("snapshots") List<HeldSnapshot> held, @ForAll Random random) {
        List<HeldSnapshot> layered = held.stream()
                .map(snapshot -> snapshot.tier() == Tier.HOURLY
                        ? held.stream()
                                .filter(full -> full.tier() == Tier.DAILY)
                                .skip(random.nextInt(2))
                                .findFirst()
                                .map(full -> builtOn(snapshot, full))
                                .orElse(snapshot)
                        : snapshot)
                .toList();

        RetentionPreview preview = Retention.decide(layered, POLICY, NOW.plus(Duration.ofDays(random.nextInt(300))));

        Set<SnapshotId> kept = kept(preview);
        assertThat(layered).filteredOn(snapshot -> kept.contains(snapshot.id())).allSatisfy(snapshot -> assertThat(kept)
                .containsAll(snapshot.base().stream().toList()));
    }

    private static HeldSnapshot builtOn(HeldSnapshot snapshot, HeldSnapshot base) {
        return new HeldSnapshot(
                snapshot.id(),
                snapshot.tier(),
                snapshot.takenAt(),
                snapshot.health(),
                snapshot.use(),
                Optional.of(base.id()));
    }

    private static HeldSnapshot builtOn(String name, HeldSnapshot base, long hours, Health health) {
        return builtOn(snapshot(name, Tier.HOURLY, hours, health), base);
    }

    @Test
    void a_snapshot_expires_at_the_instant_its_time_is_over_and_not_before() {
        HeldSnapshot newer = snapshot("newer", Tier.DAILY, 0, Health.SOUND);
        HeldSnapshot due = snapshot("over", Tier.DAILY, -14 * 24, Health.SOUND);

        assertThat(Retention.decide(List.of(newer, due), POLICY, NOW).expired())
                .extracting(decision -> decision.snapshot().id())
                .containsExactly(due.id());
        assertThat(Retention.decide(List.of(newer, due), POLICY, NOW.minusNanos(1))
                        .expired())
                .isEmpty();
    }

    @Test
    void a_snapshot_from_the_future_does_not_let_the_last_real_one_go() {
        HeldSnapshot future = snapshot("future", Tier.DAILY, 24 * 365 * 4, Health.SOUND);
        HeldSnapshot real = snapshot("real", Tier.DAILY, -24 * 30, Health.SOUND);

        assertThat(reasons(List.of(future, real))).containsEntry(real.id(), KeepReason.NEWEST_VERIFIED);
    }

    @Test
    void the_fingerprint_tells_what_would_go_and_not_when_that_was_asked() {
        HeldSnapshot newer = snapshot("newer", Tier.DAILY, 0, Health.SOUND);
        HeldSnapshot due = snapshot("over", Tier.DAILY, -14 * 24, Health.SOUND);
        HeldSnapshot also = snapshot("also", Tier.DAILY, -15 * 24, Health.SOUND);

        String one = Retention.decide(List.of(newer, due), POLICY, NOW).fingerprint();

        assertThat(Retention.decide(List.of(newer, due), POLICY, NOW.plusSeconds(60))
                        .fingerprint())
                .isEqualTo(one);
        assertThat(Retention.decide(List.of(newer, due, also), POLICY, NOW).fingerprint())
                .isNotEqualTo(one);
    }

    @Test
    void a_policy_that_says_nothing_is_refused() {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> new RetentionPolicy(Map.of()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .withMessageContaining("names no tier");
    }

    private static HeldSnapshot snapshot(String name, Tier tier, long hours, Health health) {
        return new HeldSnapshot(
                new SnapshotId("20260301T090000Z-" + name), tier, NOW.plus(Duration.ofHours(hours)), health, Use.IDLE);
    }

    private static Map<SnapshotId, Object> reasons(List<HeldSnapshot> held) {
        return Retention.decide(held, POLICY, NOW).decisions().stream()
                .collect(Collectors.toMap(decision -> decision.snapshot().id(), decision -> decision.verdict()
                        .<Object>match(keep -> keep.reason(), expire -> expire.reason())));
    }

    private static Set<SnapshotId> kept(RetentionPreview preview) {
        return preview.decisions().stream()
                .filter(decision -> !decision.expires())
                .map(decision -> decision.snapshot().id())
                .collect(Collectors.toSet());
    }

    private static List<HeldSnapshot> without(List<HeldSnapshot> held, RetentionPreview preview) {
        Set<SnapshotId> kept = kept(preview);
        return held.stream().filter(snapshot -> kept.contains(snapshot.id())).toList();
    }

    private static Set<Tier> tiers(List<HeldSnapshot> held) {
        return held.stream().map(HeldSnapshot::tier).collect(Collectors.toSet());
    }
}
