package io.tillback.notice;

import io.tillback.plan.PlanPage;
import io.tillback.plan.Planner.Applied;
import io.tillback.plan.TablePlan;
import java.util.List;
import java.util.Optional;

/** Port: what sellers are told of restores. Each question names the seller who asks, and is answered with theirs alone. */
public interface SellerNoticeBook {
    /** Newest first. */
    List<SellerNotice> list(String seller, int limit);

    /** Empty also for a notice of another seller. */
    Optional<SellerNotice> find(String seller, String id);

    /**
     * Rows of the seller's that a restore wrote or kept, in the order of their numbers, before and after it.
     *
     * @param after the number of the last row already seen, 0 for the first page
     */
    List<PlanPage.Row> loadPage(Applied applied, TablePlan table, String seller, long after, int limit);
}
