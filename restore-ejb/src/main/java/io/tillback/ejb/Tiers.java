package io.tillback.ejb;

import io.tillback.model.IdempotencyKey;
import io.tillback.model.Tier;
import io.tillback.retention.SlotAnswer;
import io.tillback.retention.TierStatus;
import jakarta.ejb.Local;
import java.util.List;

/** The tiers: their rules, their slots. */
@Local
public interface Tiers {
    /** In their order, the manual tier last. */
    List<TierStatus> list();

    /**
     * Takes the slot that is due now, unless it is taken. Calling it again is harmless, so an outside scheduler may call it
     * as often as it likes; a slot that failed is tried again once its wait is over.
     *
     * @throws io.tillback.fault.RestoreException TIER_NOT_SCHEDULED for the manual tier and for one that is not enabled
     */
    SlotAnswer takeSlot(Tier tier, IdempotencyKey key);
}
