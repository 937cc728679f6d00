package io.tillback.ejb;

import io.tillback.jpa.Catalog;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.Tier;
import io.tillback.retention.RetentionPreview;
import io.tillback.retention.Schedule;
import io.tillback.retention.Slot;
import io.tillback.retention.SlotAnswer;
import io.tillback.retention.TierRule;
import io.tillback.retention.TierRule.AfterTaking;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Takes slots that are due, on every server of a store; which of them gets a slot does not matter.
 *
 * <p>Of slots that were missed only the newest is taken: the one that lies around now. So neither a night without a server
 * nor a clock that jumps ahead ends in a flood, and a clock that is set back finds its slots taken.
 */
@Singleton
@Startup
@DependsOn({"EngineBean", "JobRunner"})
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Timetable {
    /** Who asked, in the jobs' records. */
    private static final String PRINCIPAL = "timer";

    /** The rarer first: two at once would burden the store twice. */
    private static final List<Tier> IN_TURN = List.of(Tier.MONTHLY, Tier.WEEKLY, Tier.DAILY, Tier.HOURLY);

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @EJB
    private SnapshotDesk desk;

    @EJB
    private PurgeDesk purges;

    @jakarta.ejb.Schedule(hour = "*", minute = "*", second = "*/20", persistent = false)
    void lookAtTheClock() {
        if (engine.settings().tiers().slots() == TierSettings.Driver.TIMERS) {
            engine.rounds().attempt("take snapshots that are due", this::takeDue);
        }
        engine.rounds().attempt("verify snapshots that were taken", this::verifyTaken);
    }

    private void takeDue() {
        for (Tier tier : IN_TURN) {
            Optional<Schedule> schedule = engine.settings().tiers().rule(tier).schedule();
            if (schedule.isPresent() && takes(tier, schedule.get())) {
                return;
            }
        }
    }

    /** A tier's very first slot is only noted: Tillback was not there when it began, and four copies at once help nobody. */
    private boolean takes(Tier tier, Schedule schedule) {
        Instant now = engine.clock().instant();
        Slot slot = new Slot(tier, schedule.slotAt(now));
        if (catalog.ask(records -> isFirst(slot, records))) {
            return false;
        }
        if (catalog.ask(records -> records.jobs().isRunning(Job.Kind.TAKE_SNAPSHOT))) {
            return true;
        }
        return desk.takeSlot(slot, PRINCIPAL, newKey()).begun() == SlotAnswer.Begun.NOW;
    }

    private static boolean isFirst(Slot slot, Catalog records) {
        if (!records.slots().isKnown(slot.tier())) {
            records.slots().see(slot);
        }
        return records.slots().isLeftAlone(slot);
    }

    /** Begun once for each snapshot, whatever comes of it, on whichever server looks first; one after the other. */
    private void verifyTaken() {
        if (catalog.ask(records -> records.jobs().isRunning(Job.Kind.VERIFY_SNAPSHOT))) {
            return;
        }
        for (TierRule rule : engine.settings().tiers().rules()) {
            if (rule.afterTaking() == AfterTaking.VERIFY) {
                catalog.ask(records -> records.snapshots().findUnverified(rule.tier()))
                        .ifPresent(id -> desk.verify(id, PRINCIPAL, new IdempotencyKey("verify " + id)));
            }
        }
    }

    @jakarta.ejb.Schedule(hour = "*", minute = "37", persistent = false)
    void purgeExpired() {
        if (engine.settings().tiers().purges() == TierSettings.Driver.TIMERS) {
            engine.rounds().attempt("purge expired snapshots", () -> {
                RetentionPreview preview = purges.preview();
                if (!preview.expired().isEmpty()) {
                    purges.purge("everything expired", () -> preview, PRINCIPAL, newKey());
                }
            });
        }
    }

    private IdempotencyKey newKey() {
        return new IdempotencyKey(engine.ids().next());
    }
}
