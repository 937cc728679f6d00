package io.tillback.ejb;

import io.tillback.model.TableId;
import io.tillback.notice.SellerNotice;
import io.tillback.plan.PlanPage;
import jakarta.ejb.Local;
import java.util.List;

/**
 * What the caller, a seller, is told of restores: own rows and nobody else's. Fails with LOGIN_NO_SELLER if
 * {@code tillback.seller.logins} does not lead to one seller.
 */
@Local
public interface MyNotices {
    /** Newest first, at most 200, of the last 90 days. */
    List<SellerNotice> list();

    /** Fails with NOTICE_UNKNOWN also for a notice of another seller. */
    SellerNotice load(String id);

    /**
     * The caller's rows of one table, before and after a restore, in the order of their numbers.
     *
     * @param after the number of the last row already seen, 0 for the first page
     * @param limit at most 500
     * @throws io.tillback.fault.RestoreException PLAN_NOT_READY once the rows are dropped, TABLE_UNKNOWN
     */
    List<PlanPage.Row> loadRows(String id, TableId table, long after, int limit);
}
