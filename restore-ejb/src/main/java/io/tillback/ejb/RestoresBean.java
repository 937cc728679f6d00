package io.tillback.ejb;

import io.tillback.apply.Acceptance;
import io.tillback.apply.Consent;
import io.tillback.apply.Parts;
import io.tillback.apply.Restore;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Release;
import io.tillback.jpa.Catalog;
import io.tillback.jpa.JobCatalog.Order;
import io.tillback.model.ChangesBy;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.Json;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreId;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import io.tillback.plan.Alternatives;
import io.tillback.plan.Archive;
import io.tillback.plan.ChangeGroup;
import io.tillback.plan.ConflictPage;
import io.tillback.plan.JournalPlanner;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanOrigin;
import io.tillback.plan.PlanPage;
import io.tillback.plan.PlanSummary;
import io.tillback.plan.Planner.Applied;
import io.tillback.plan.Ruling;
import io.tillback.plan.SellerRows;
import io.tillback.plan.TablePlan;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import java.util.Optional;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
public class RestoresBean implements Restores {
    private static final int LARGEST_PAGE = 500;

    @Resource
    private SessionContext session;

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @EJB
    private JobRunner jobs;

    @EJB
    private NoticeKeeper notices;

    @EJB
    private AlternativeDesk alternatives;

    @Override
    public List<PlanSummary> listPlans() {
        return catalog.ask(records -> records.plans().list());
    }

    @Override
    public Plan loadPlan(PlanId id) {
        return catalog.ask(records -> records.plans().load(id));
    }

    @Override
    public PlanSummary loadPlanSummary(PlanId id) {
        return catalog.ask(records -> records.plans().loadSummary(id));
    }

    @Override
    public PlanPage loadPage(PlanId id, TableId table, Part part, long afterRow, int limit) {
        requirePage(limit);
        requireKept(loadPlanSummary(id));
        return engine.tools().workspace().loadPage(id, findTable(id, table), part, afterRow, limit);
    }

    @Override
    public ConflictPage loadConflicts(PlanId id, TableId table, long after, int limit) {
        requirePage(limit);
        requireKept(loadPlanSummary(id));
        return engine.tools().workspace().loadConflicts(id, findTable(id, table), after, limit);
    }

    private static void requirePage(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read " + limit + " rows at once: a page has 1 to " + LARGEST_PAGE,
                    "Ask for fewer rows and go on from the last number.");
        }
    }

    private TablePlan findTable(PlanId id, TableId table) {
        return loadPlan(id)
                .findTable(table)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.TABLE_UNKNOWN,
                        "Cannot read rows of " + table + ": plan " + id + " does not name it",
                        "Choose one of the plan's tables."));
    }

    private static void requireKept(PlanSummary plan) {
        if (plan.state() == PlanSummary.State.EXPIRED) {
            throw new RestoreException(
                    ErrorCode.PLAN_NOT_READY,
                    "Cannot use plan " + plan.id() + ": its rows have been dropped",
                    "Make the plan again.");
        }
    }

    @Override
    public Optional<Alternatives> findAlternatives(PlanId id) {
        return catalog.ask(records -> records.plans().findAlternatives(id));
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    public Job plan(RestoreRequest request, IdempotencyKey key) {
        return plan(request, PlanOrigin.of(principal()), key);
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    public Job planAgain(PlanId id, IdempotencyKey key) {
        return plan(loadPlan(id).request(), new PlanOrigin(principal(), Optional.of(id)), key);
    }

    private Job plan(RestoreRequest request, PlanOrigin origin, IdempotencyKey key) {
        requireTarget(request);
        PlanId id = new PlanId(engine.ids().next());
        String asked = origin.replaces().map(before -> before + " again: ").orElse("") + Json.write(request);
        Order order = jobs.order(origin.principal(), Job.Kind.PLAN, key, asked, id.value());
        return jobs.submit(order, records -> hold(records, order, request), new JobRunner.Work() {
            @Override
            public void run(Workbench tools, Progress progress) {
                Plan plan = make(tools, order, request, progress);
                catalog.tell(records -> {
                    records.jobs().requireOwn(order.id());
                    records.plans().add(plan, origin, engine.clock().instant());
                });
                alternatives.look(plan, origin.principal());
            }

            @Override
            public void failed(RestoreException failure) {
                engine.tools().staging().drop(id);
                engine.tools().workspace().drop(id);
            }
        });
    }

    /** The snapshot is not purged while the plan is made. */
    private static void hold(Catalog records, Order order, RestoreRequest request) {
        request.target()
                .match(
                        target -> {
                            records.jobs().reads(order.id(), target.snapshot());
                            return records.snapshots().hold(target.snapshot()).id();
                        },
                        RestoreTarget.BeforeRestore::restore,
                        RestoreTarget.AtInstant::instant,
                        RestoreTarget.BeforeTransaction::transaction,
                        newest -> newest,
                        without -> without,
                        RestoreTarget.BeforeRelease::release);
    }

    /** What can be refused at once is refused before a job is begun. */
    private void requireTarget(RestoreRequest request) {
        Archive archive = new CatalogArchive(catalog, engine.tools());
        JournalPlanner journal = engine.tools().journalPlanner(archive);
        request.target()
                .match(
                        target -> loadFinished(target),
                        before -> loadCommitted(before.restore()),
                        at -> {
                            journal.require(request, at);
                            return at;
                        },
                        before -> {
                            journal.require(request, before);
                            return before;
                        },
                        newest -> engine.tools().newestPlanner(archive).require(request),
                        without -> {
                            journal.require(request, without);
                            return without;
                        },
                        before -> {
                            Release release = engine.tools().releases().load(before.release());
                            journal.require(request, release);
                            return release;
                        });
    }

    private SnapshotSummary loadFinished(RestoreTarget.AtSnapshot target) {
        return catalog.ask(records -> records.snapshots().hold(target.snapshot()));
    }

    private Restore loadCommitted(RestoreId id) {
        Restore restore = load(id);
        if (restore.outcome() != Restore.Outcome.COMMITTED) {
            throw new RestoreException(
                    ErrorCode.RESTORE_NOT_COMMITTED,
                    "Cannot take restore " + id + " back: its outcome is " + restore.outcome(),
                    "Only a committed restore has changed anything.");
        }
        requireKept(loadPlanSummary(restore.plan()));
        return restore;
    }

    private Plan make(Workbench tools, Order order, RestoreRequest request, Progress progress) {
        PlanId id = new PlanId(order.result());
        Archive archive = new CatalogArchive(catalog, tools).heldBy(order.id());
        return request.target()
                .match(
                        target -> tools.journalPlanner(archive).plan(id, request, target, progress),
                        before -> {
                            Restore restore = loadCommitted(before.restore());
                            Plan applied = loadPlan(restore.plan());
                            Applied part = new Applied(
                                    applied,
                                    restore.part(),
                                    restore.finishedAt().orElseThrow());
                            return tools.planner().planBefore(id, request, part, progress);
                        },
                        at -> tools.journalPlanner(archive).plan(id, request, at, progress),
                        before -> tools.journalPlanner(archive).plan(id, request, before, progress),
                        newest -> tools.newestPlanner(archive).plan(id, request, progress),
                        without -> tools.journalPlanner(archive).plan(id, request, without, progress),
                        before -> tools.journalPlanner(archive)
                                .plan(id, request, tools.releases().load(before.release()), progress));
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    public Job apply(PlanId id, Acceptance acceptance, IdempotencyKey key) {
        Plan plan = loadPlan(id);
        RestoreId restore = new RestoreId(engine.ids().next());
        String principal = principal();
        Order order = jobs.order(principal, Job.Kind.APPLY, key, id + " " + Json.write(acceptance), restore.value());
        // Asked before what is left is: the same request sent again must not be refused for what it did the first time.
        Optional<Job> earlier = jobs.findEarlier(order);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Ruling ruling = new Rulings(engine, catalog).loadFor(plan, principal);
        Consent consent = Consent.require(plan, acceptance, ruling);
        requireApplicable(id, acceptance.part());
        return jobs.submit(
                order,
                records -> records.restores()
                        .begin(restore, plan, consent, principal, engine.clock().instant()),
                applying(restore, plan, consent));
    }

    private JobRunner.Work applying(RestoreId restore, Plan plan, Consent consent) {
        return new JobRunner.Work() {
            @Override
            public void run(Workbench tools, Progress progress) {
                tools.applier().apply(restore, plan, consent.acceptance(), progress);
                progress.step("Telling the store");
                notices.tellStores();
            }

            @Override
            public void failed(RestoreException failure) {
                Restore.Outcome outcome = failure.code() == ErrorCode.OUTCOME_UNKNOWN
                        ? Restore.Outcome.UNKNOWN
                        : Restore.Outcome.ROLLED_BACK;
                catalog.tell(records ->
                        records.restores().note(restore, outcome, engine.clock().instant()));
            }
        };
    }

    private void requireApplicable(PlanId id, Part part) {
        requireKept(loadPlanSummary(id));
        Parts parts = findParts(id);
        parts.requireLeft(part);
        parts.requireHeld(part, () -> loadSellers(id));
    }

    @Override
    public Parts findParts(PlanId id) {
        return new Parts(id, catalog.ask(records -> records.restores().findParts(id)));
    }

    @Override
    public List<SellerRows> loadSellers(PlanId id, TableId table) {
        return loadSellers(id, List.of(findTable(id, table)));
    }

    @Override
    public List<SellerRows> loadSellers(PlanId id) {
        return loadSellers(id, loadPlan(id).tables());
    }

    private List<SellerRows> loadSellers(PlanId id, List<TablePlan> tables) {
        requireKept(loadPlanSummary(id));
        return engine.tools().workspace().loadSellers(id, tables, SellerRows.MOST_LISTED);
    }

    @Override
    public List<ChangeGroup> loadChanges(PlanId id, ChangesBy common) {
        Plan plan = loadPlan(id);
        return loadChanges(plan, plan.tables(), common);
    }

    @Override
    public List<ChangeGroup> loadChanges(PlanId id, TableId table, ChangesBy common) {
        return loadChanges(loadPlan(id), List.of(findTable(id, table)), common);
    }

    private List<ChangeGroup> loadChanges(Plan plan, List<TablePlan> tables, ChangesBy common) {
        requireKept(loadPlanSummary(plan.id()));
        List<TablePlan> recorded = tables.stream().filter(plan::knowsChangesOf).toList();
        return engine.tools().workspace().loadChanges(plan.id(), recorded, common, ChangeGroup.MOST_LISTED);
    }

    @Override
    public List<Restore> list() {
        return catalog.ask(records -> records.restores().list());
    }

    @Override
    public Restore load(RestoreId id) {
        return catalog.ask(records -> records.restores().load(id));
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    public Job takeBack(RestoreId id, IdempotencyKey key) {
        Plan applied = loadPlan(load(id).plan());
        RestoreRequest request = new RestoreRequest(
                new RestoreTarget.BeforeRestore(id),
                applied.request().scopes(),
                applied.request().policy());
        return plan(request, key);
    }

    private String principal() {
        return session.getCallerPrincipal().getName();
    }
}
