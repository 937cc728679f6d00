package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Tier;
import io.tillback.retention.RetryRule;
import io.tillback.retention.Schedule;
import io.tillback.retention.Slot;
import io.tillback.retention.SlotAnswer;
import io.tillback.retention.SlotAttempt;
import io.tillback.retention.TierRule;
import io.tillback.retention.TierStatus;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
public class TiersBean implements Tiers {
    @Resource
    private SessionContext session;

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @EJB
    private SnapshotDesk desk;

    @Override
    public List<TierStatus> list() {
        Instant now = engine.clock().instant();
        return engine.settings().tiers().rules().stream()
                .map(rule -> status(rule, now))
                .toList();
    }

    private TierStatus status(TierRule rule, Instant now) {
        RetryRule retry = engine.settings().tiers().retry();
        Optional<SlotAttempt> last = catalog.ask(records -> records.slots().findNewest(rule.tier()));
        Optional<Instant> nextAttempt = rule.schedule()
                .flatMap(schedule ->
                        last.filter(attempt -> attempt.slot().start().equals(schedule.slotAt(now))))
                .flatMap(attempt -> attempt.nextAttempt(retry));
        return new TierStatus(rule, last, rule.schedule().map(schedule -> schedule.nextAfter(now)), nextAttempt);
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    public SlotAnswer takeSlot(Tier tier, IdempotencyKey key) {
        Schedule schedule = engine.settings()
                .tiers()
                .rule(tier)
                .schedule()
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.TIER_NOT_SCHEDULED,
                        "Cannot take a slot of tier " + tier + ": it has none",
                        tier == Tier.MANUAL
                                ? "Take a snapshot by hand instead."
                                : "Set tillback.tier." + tier.folder() + ".enabled=true, or take a snapshot by hand."));
        Slot slot = new Slot(tier, schedule.slotAt(engine.clock().instant()));
        return desk.takeSlot(slot, session.getCallerPrincipal().getName(), key);
    }
}
