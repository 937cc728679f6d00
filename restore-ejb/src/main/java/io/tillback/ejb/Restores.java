package io.tillback.ejb;

import io.tillback.apply.Acceptance;
import io.tillback.apply.Parts;
import io.tillback.apply.Restore;
import io.tillback.model.ChangesBy;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.RestoreRequest;
import io.tillback.model.TableId;
import io.tillback.plan.Alternatives;
import io.tillback.plan.ChangeGroup;
import io.tillback.plan.ConflictPage;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanPage;
import io.tillback.plan.PlanSummary;
import io.tillback.plan.SellerRows;
import jakarta.ejb.Local;
import java.util.List;
import java.util.Optional;

/** Plans and restores. Unknown names fail with PLAN_UNKNOWN or RESTORE_UNKNOWN. */
@Local
public interface Restores {
    /** Newest first, at most 200. */
    List<PlanSummary> listPlans();

    Plan loadPlan(PlanId id);

    PlanSummary loadPlanSummary(PlanId id);

    /**
     * Rows that the plan would write.
     *
     * @param part all of them, or those of some sellers
     * @param afterRow the number of the last row already seen, 0 for the first page
     * @param limit at most 500
     */
    PlanPage loadPage(PlanId id, TableId table, Part part, long afterRow, int limit);

    /** The parts of a plan that were applied. */
    Parts findParts(PlanId id);

    /**
     * Whose rows a plan holds, most rows to write first, at most 10,000 sellers; none if no path to sellers is configured.
     * Rows of a table from which none is count among those without a seller.
     */
    List<SellerRows> loadSellers(PlanId id);

    /** Whose rows one table of a plan holds. */
    List<SellerRows> loadSellers(PlanId id, TableId table);

    /**
     * What the changes since a plan's target have in common, most lost first, at most 10,000 groups; none of tables whose
     * changes were not all recorded.
     */
    List<ChangeGroup> loadChanges(PlanId id, ChangesBy common);

    /** The same of one table of a plan. */
    List<ChangeGroup> loadChanges(PlanId id, TableId table, ChangesBy common);

    /**
     * What others have written over what a plan takes out, of one of its tables.
     *
     * @param after the number of the last conflict already seen, 0 for the first page
     * @param limit at most 500
     */
    ConflictPage loadConflicts(PlanId id, TableId table, long after, int limit);

    /** What else could be restored, and what it would cost; empty until that is known, some time after the plan is. */
    Optional<Alternatives> findAlternatives(PlanId id);

    /** Begins to make a plan; the job's result is its name. Writes nothing to the store's tables. */
    Job plan(RestoreRequest request, IdempotencyKey key);

    /**
     * Begins to make a plan for the same request as an earlier one, in its place; the job's result is its name. What
     * differs is told by {@link Acceptances#findDifference}.
     */
    Job planAgain(PlanId id, IdempotencyKey key);

    /**
     * Begins to apply a plan whose gap is accepted, by the caller or by a rule, and which enough others have approved; the
     * job's result is the restore's name. Fails with ACCEPTANCE_MISSING or APPROVALS_MISSING before anything is begun.
     */
    Job apply(PlanId id, Acceptance acceptance, IdempotencyKey key);

    /** Newest first, at most 200. */
    List<Restore> list();

    Restore load(RestoreId id);

    /** Begins to make the plan that takes a restore back: a {@link #plan} for {@code BeforeRestore}. */
    Job takeBack(RestoreId id, IdempotencyKey key);
}
