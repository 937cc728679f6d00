package io.tillback.plan;

import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.RestoreTarget.AtSnapshot;
import io.tillback.model.RestoreTarget.BeforeRestore;
import io.tillback.model.RestoreTarget.BeforeTransaction;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.plan.Alternative.Proposal;
import io.tillback.snapshot.SnapshotSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What may be worth a look beside a plan: to take out the transaction that did most of what the plan takes back, or to go to
 * just before it; and the nearest snapshots.
 */
final class Proposals {
    private final PlanWorkspace workspace;
    private final Archive archive;

    Proposals(PlanWorkspace workspace, Archive archive) {
        this.workspace = workspace;
        this.archive = archive;
    }

    /** None for a plan that takes a restore back, and none that asks for the plan's own target. */
    List<Proposal> of(Plan plan) {
        if (plan.request().target() instanceof BeforeRestore) {
            return List.of();
        }
        List<Proposal> proposals = new ArrayList<>(named(plan.request().target()));
        if (proposals.isEmpty()) {
            proposals.addAll(worst(plan));
        }
        proposals.addAll(snapshots(plan));
        proposals.removeIf(proposal -> proposal.target().equals(plan.request().target()));
        return proposals;
    }

    /** Where transactions are named, these are the damage. */
    private static List<Proposal> named(RestoreTarget target) {
        if (target instanceof BeforeTransaction before) {
            return List.of(new Proposal(
                    new WithoutTransactions(List.of(before.transaction())),
                    "Takes out only what that transaction did."));
        }
        if (target instanceof WithoutTransactions without) {
            long first =
                    without.transactions().stream().min(Long::compareUnsigned).orElseThrow();
            return List.of(new Proposal(
                    new BeforeTransaction(first), "Takes back what everybody did since the first of them."));
        }
        return List.of();
    }

    /** The transaction of which the plan takes most back. */
    private List<Proposal> worst(Plan plan) {
        List<TablePlan> told =
                plan.tables().stream().filter(plan::knowsChangesOf).toList();
        if (told.isEmpty()) {
            return List.of();
        }
        return workspace
                .findWorst(plan.id(), told)
                .map(group -> around(Long.parseUnsignedLong(group.name().orElseThrow()), group.broughtBack()))
                .orElse(List.of());
    }

    private static List<Proposal> around(long transaction, long broughtBack) {
        String what = String.format(
                Locale.ROOT,
                "transaction %s, which made %,d of the changes that this plan brings back: more than any other.",
                Long.toUnsignedString(transaction),
                broughtBack);
        return List.of(
                new Proposal(new WithoutTransactions(List.of(transaction)), "Takes out only " + what),
                new Proposal(new BeforeTransaction(transaction), "Goes to just before " + what));
    }

    private List<Proposal> snapshots(Plan plan) {
        List<SnapshotSummary> taken = archive.listFinished().stream()
                .filter(snapshot -> snapshot.takenAt().isPresent())
                .toList();
        List<Proposal> proposals = new ArrayList<>();
        newest(taken, snapshot -> !snapshot.takenAt().orElseThrow().isAfter(plan.targetAt()))
                .ifPresent(snapshot -> proposals.add(new Proposal(
                        new AtSnapshot(snapshot.id()),
                        "The newest snapshot that is not later than this plan's target.")));
        newest(taken, snapshot -> snapshot.takenAt().orElseThrow().isAfter(plan.targetAt()))
                .ifPresent(snapshot ->
                        proposals.add(new Proposal(new AtSnapshot(snapshot.id()), "The newest snapshot of all.")));
        if (plan.request().target() instanceof AtSnapshot && !hasPast(plan)) {
            proposals.add(new Proposal(new AtInstant(plan.targetAt()), "The same state from the journal."));
        }
        return proposals;
    }

    private static Optional<SnapshotSummary> newest(List<SnapshotSummary> taken, Predicate<SnapshotSummary> which) {
        return taken.stream().filter(which).max(Comparator.comparing(snapshot -> snapshot.takenAt()
                .orElseThrow()));
    }

    /** The journal alone maps no columns. */
    private static boolean hasPast(Plan plan) {
        return plan.request().scopes().stream().map(RestoreScope::past).anyMatch(past -> !past.isSame());
    }
}
