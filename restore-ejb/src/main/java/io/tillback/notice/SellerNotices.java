package io.tillback.notice;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.RestoreId;
import io.tillback.model.TableId;
import io.tillback.plan.PlanPage;
import io.tillback.plan.Planner.Applied;
import io.tillback.plan.TablePlan;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What one seller reads of restores: own notices, and own rows. */
public final class SellerNotices {
    /** Notices listed at once, at most. */
    public static final int MOST_LISTED = 200;

    /** Rows on a page, at most. */
    public static final int LONGEST_PAGE = 500;

    private final SellerNoticeBook book;
    private final Function<RestoreId, Optional<Applied>> kept;
    private final String seller;

    /**
     * @param kept what a restore applied, if its plan's rows are still there
     * @param seller who reads, as the database prints it
     */
    public SellerNotices(SellerNoticeBook book, Function<RestoreId, Optional<Applied>> kept, String seller) {
        this.book = book;
        this.kept = kept;
        this.seller = seller;
    }

    /** Newest first. */
    public List<SellerNotice> list() {
        return book.list(seller, MOST_LISTED);
    }

    /** @throws RestoreException NOTICE_UNKNOWN, also for a notice of another seller */
    public SellerNotice load(String id) {
        return book.find(seller, id)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.NOTICE_UNKNOWN,
                        "Cannot find notice " + id + ": you have none of that name",
                        "List your notices and choose one of them; they are kept for 90 days."));
    }

    /**
     * @param after the number of the last row already seen, 0 for the first page
     * @throws RestoreException REQUEST_INVALID, NOTICE_UNKNOWN, TABLE_UNKNOWN; PLAN_NOT_READY once the rows are dropped
     */
    public List<PlanPage.Row> loadRows(String id, TableId table, long after, int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read " + limit + " rows at once: a page has 1 to " + LONGEST_PAGE,
                    "Ask for fewer rows and go on from the last number.");
        }
        SellerNotice notice = load(id);
        if (notice.tables().stream().noneMatch(own -> own.table().equals(table))) {
            throw unknown(id, table);
        }
        Applied applied = kept.apply(notice.restore())
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.PLAN_NOT_READY,
                        "Cannot read the rows of notice " + id + ": they were kept for a time and have been dropped",
                        "The notice's figures stay; ask the shop's operators for a row that you miss."));
        TablePlan planned = applied.plan().findTable(table).orElseThrow(() -> unknown(id, table));
        return book.loadPage(applied, planned, seller, after, limit);
    }

    private static RestoreException unknown(String id, TableId table) {
        return new RestoreException(
                ErrorCode.TABLE_UNKNOWN,
                "Cannot read rows of " + table + ": notice " + id + " does not name it",
                "Choose one of the notice's tables.");
    }
}
