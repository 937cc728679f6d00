package io.tillback.web.faces;

import io.tillback.apply.Acceptance;
import io.tillback.apply.Parts;
import io.tillback.apply.Restore;
import io.tillback.model.ColumnName;
import io.tillback.model.Job;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.plan.DataGap;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanPage;
import io.tillback.plan.PlanSummary;
import io.tillback.plan.SellerRows;
import io.tillback.plan.TablePlan;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The preview of a plan, and the one step that accepts its gap. */
@Named
@ViewScoped
public class PlanView implements Serializable {
    private static final long serialVersionUID = 1L;
    static final int PAGE_ROWS = 15;
    private static final int SELLERS_SHOWN = 60;

    @Inject
    private Engine engine;

    private final JobWatch watch = new JobWatch();
    private String id = "";
    private String comment = "";
    private String toSellers = "";
    private int tableNumber = 1;
    private long afterRow;
    private String seller = "";
    private boolean everyColumn;
    private final SellerChoice sellerChoice = new SellerChoice();
    private transient @Nullable Plan plan;
    private transient @Nullable PlanSummary summary;
    private transient @Nullable PlanPage page;
    private transient @Nullable List<SellerRows> sellersLeft;
    private transient @Nullable Parts parts;

    public void load() {
        PlanId name = new PlanId(id);
        summary = engine.restores().loadPlanSummary(name);
        plan = engine.restores().loadPlan(name);
        tableNumber = plan.tables().stream()
                .filter(candidate -> candidate.counts().toWrite() > 0)
                .findFirst()
                .map(TablePlan::number)
                .orElse(1);
        loadPage(0);
        if (isBlocked()) {
            sellerChoice.setExtent(SellerChoice.Extent.SOME);
        }
    }

    public void show(int table) {
        tableNumber = table;
        loadPage(0);
    }

    public void loadPage(long after) {
        afterRow = after;
        page = engine.restores().loadPage(new PlanId(id), table().table(), part(), after, PAGE_ROWS);
    }

    private Part part() {
        return seller.isEmpty() ? new Part.Whole() : new Part.OfSellers(List.of(seller), Part.Unowned.LEFT);
    }

    /** @param only whose rows are shown; empty for everybody's */
    public void showSeller(String only) {
        seller = only;
        loadPage(0);
    }

    public void nextPage() {
        loadPage(afterRow + PAGE_ROWS);
    }

    public void previousPage() {
        loadPage(Math.max(0, afterRow - PAGE_ROWS));
    }

    public void lastPage() {
        loadPage(Math.max(0, (page().total() - 1) / PAGE_ROWS * PAGE_ROWS));
    }

    public void toggleColumns() {
        everyColumn = !everyColumn;
    }

    public void accept() {
        Plan seen = plan();
        Acceptance acceptance = new Acceptance(
                seen.fingerprint(),
                Optional.of(seen.gap().hash()),
                comment.strip(),
                sellerChoice.toPart(parts()),
                toSellers.strip());
        watch.follow(engine.restores().apply(seen.id(), acceptance, watch.key()));
        lookAtRestore();
    }

    /** Leads to the restore as soon as it has a name. */
    public void lookAtRestore() {
        watch.look(engine.jobs());
        summary = engine.restores().loadPlanSummary(new PlanId(id));
        parts = null;
        sellersLeft = null;
        watch.named().ifPresent(Pages::goToRestore);
    }

    public Plan plan() {
        if (plan == null) {
            plan = engine.restores().loadPlan(new PlanId(id));
        }
        return plan;
    }

    public PlanSummary summary() {
        if (summary == null) {
            summary = engine.restores().loadPlanSummary(new PlanId(id));
        }
        return summary;
    }

    public PlanPage page() {
        if (page == null) {
            page = engine.restores().loadPage(new PlanId(id), table().table(), part(), afterRow, PAGE_ROWS);
        }
        return page;
    }

    public TablePlan table() {
        return plan().tables().stream()
                .filter(candidate -> candidate.number() == tableNumber)
                .findFirst()
                .orElseThrow();
    }

    /** The parts that were applied. */
    public Parts parts() {
        if (parts == null) {
            parts = engine.restores().findParts(new PlanId(id));
        }
        return parts;
    }

    /** Whose rows are left to be written, most rows first; none where no path to sellers is configured. */
    public List<SellerRows> sellersLeft() {
        if (sellersLeft == null) {
            List<SellerRows> all = isOpen() ? engine.restores().loadSellers(new PlanId(id)) : List.of();
            sellersLeft =
                    parts().left(all).stream().filter(rows -> rows.write() > 0).toList();
        }
        return sellersLeft;
    }

    /** As many as can be ticked; others are typed. */
    public List<SellerRows> sellersShown() {
        return sellersLeft().stream().limit(SELLERS_SHOWN).toList();
    }

    public int sellersHidden() {
        return sellersLeft().size() - sellersShown().size();
    }

    /** Whether there is a choice of sellers. */
    public boolean isDivisible() {
        return sellersLeft().size() > 1;
    }

    /** Rows that are written if the choice made is accepted. */
    public long rowsNow() {
        return sellersLeft().isEmpty() ? plan().rowsToWrite() : sellerChoice.rows(sellersLeft());
    }

    /** Rows that are still to be written, those of {@link #rowsNow} included. */
    public long rowsLeft() {
        return sellersLeft().isEmpty()
                ? plan().rowsToWrite()
                : sellersLeft().stream().mapToLong(SellerRows::write).sum();
    }

    /** The columns that the page shows. */
    public List<ColumnName> columns() {
        return everyColumn ? VisibleColumns.all(table()) : VisibleColumns.differing(table(), page().rows());
    }

    public PlanPage.Cell cell(PlanPage.Row row, ColumnName column) {
        return row.cells().get(table().columns().indexOf(column));
    }

    /** Rows made since the target that the plan would take away. */
    public long lost(TablePlan table) {
        return plan().gap().tables().stream()
                .filter(gap -> gap.table().equals(table.table()))
                .mapToLong(DataGap.TableGap::lost)
                .sum();
    }

    public boolean isKey(ColumnName column) {
        return table().key().contains(column);
    }

    public int hiddenColumns() {
        return table().columns().size() - columns().size();
    }

    public boolean isFirstPage() {
        return afterRow == 0;
    }

    public boolean isLastPage() {
        return afterRow + PAGE_ROWS >= page().total();
    }

    /** The number of the page's first row and of its last. */
    public long firstRow() {
        return Math.min(afterRow + 1, page().total());
    }

    public long lastRow() {
        return Math.min(afterRow + PAGE_ROWS, page().total());
    }

    public boolean isOpen() {
        return summary().state() == PlanSummary.State.READY || isPartlyApplied();
    }

    /** Whether what was laid out beside the plan is still there. */
    public boolean isKept() {
        return summary().state() != PlanSummary.State.EXPIRED;
    }

    public boolean isPartlyApplied() {
        return summary().state() == PlanSummary.State.PARTLY_APPLIED;
    }

    public boolean isBlocked() {
        return !plan().blockers().isEmpty();
    }

    public boolean isNothingToDo() {
        return plan().rowsToWrite() == 0 && plan().tables().stream().noneMatch(TablePlan::isRebuilt);
    }

    /** Whether the button is there: there is something to do, and nothing in the way, or only for some sellers perhaps. */
    public boolean isAcceptable() {
        return isOpen() && (!isBlocked() || isDivisible()) && !isNothingToDo();
    }

    public @Nullable Job applying() {
        return watch.job(engine.jobs()).orElse(null);
    }

    public boolean isApplying() {
        return watch.isActive();
    }

    /** The gap's first line: how much of it is known. */
    public String certainty() {
        return plan().gap().headline().get(0);
    }

    /** What accepting does, most important first. */
    public List<String> headline() {
        return plan().gap().headline().stream().skip(1).toList();
    }

    /** The restores that applied this plan or a part of it, or are about to, newest first. */
    public List<Restore> restores() {
        return engine.restores().list().stream()
                .filter(restore -> restore.plan().value().equals(id))
                .filter(restore -> restore.outcome() != Restore.Outcome.ROLLED_BACK)
                .toList();
    }

    public SellerChoice getSellerChoice() {
        return sellerChoice;
    }

    /** Whose rows alone are shown; empty for everybody's. */
    public String getSeller() {
        return seller;
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public String getComment() {
        return comment;
    }

    public void setComment(String comment) {
        this.comment = comment;
    }

    /** What sellers are told that they can still do. */
    public String getToSellers() {
        return toSellers;
    }

    public void setToSellers(String toSellers) {
        this.toSellers = toSellers;
    }

    public int getTableNumber() {
        return tableNumber;
    }

    public boolean isEveryColumn() {
        return everyColumn;
    }
}
