package io.tillback.web.faces;

import io.tillback.model.Job;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowScope;
import io.tillback.model.SnapshotId;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.snapshot.SnapshotTable;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form that plans a restore: which snapshot or other target, which tables, what may be done. */
@Named
@ViewScoped
public class RestoreForm implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Engine engine;

    private final JobWatch watch = new JobWatch();
    private final List<TableChoice> choices = new ArrayList<>();
    private final PolicyChoice policy = new PolicyChoice();
    private final JournalTarget journalTarget = new JournalTarget();
    private String snapshotId = "";
    private String search = "";
    private transient @Nullable List<SnapshotSummary> snapshots;
    private transient @Nullable List<SnapshotTable> tables;
    private transient @Nullable StoreSchema live;

    /** Preselects the newest complete snapshot unless the page's address names one, or another target with its tables. */
    public void load() {
        if (journalTarget.isChosen()) {
            journalTarget.toTarget();
            snapshotId = "";
            loadTables();
            policy.setRemovingAdded(JournalTarget.removesAdded());
            if (JournalTarget.followsDependents()) {
                policy.setDependents(RestorePolicy.Dependents.FOLLOW);
            }
            List<String> named = JournalTarget.tableKeys();
            allTables().stream()
                    .filter(table -> named.contains(key(table.shape().id())))
                    .forEach(this::add);
            choices.forEach(choice -> choice.takeKeys(JournalTarget.keyLines()));
            return;
        }
        if (snapshotId.isEmpty()) {
            snapshotId = snapshots().stream()
                    .findFirst()
                    .map(newest -> newest.id().value())
                    .orElse("");
        }
        loadTables();
    }

    /** After another snapshot was chosen: tables that it does not hold are dropped from the form. */
    public void loadTables() {
        tables = snapshotId.isEmpty() ? List.of() : engine.snapshots().loadTables(new SnapshotId(snapshotId));
        choices.removeIf(choice ->
                allTables().stream().noneMatch(table -> table.shape().id().equals(choice.table())));
    }

    public void preview() {
        RestoreRequest request = new RestoreRequest(
                journalTarget.toTarget().orElseGet(() -> new RestoreTarget.AtSnapshot(new SnapshotId(snapshotId))),
                choices.stream().map(choice -> choice.toScope(formerly(choice))).toList(),
                policy.toPolicy());
        watch.follow(engine.restores().plan(request, watch.key()));
        lookAtPlan();
    }

    /** Leads to the preview as soon as the plan is made. */
    public void lookAtPlan() {
        watch.look(engine.jobs());
        watch.made().ifPresent(Pages::goToPlan);
    }

    /** A table that the snapshot does not hold must have been called otherwise: the form asks at once. */
    public void add(OfferedTable table) {
        TableChoice choice = new TableChoice(table.shape());
        if (table.presence() == OfferedTable.Presence.NOW && !journalTarget.isChosen()) {
            choice.getPast().toggle();
        }
        choices.add(choice);
        search = "";
    }

    public void addColumnSource(TableChoice choice) {
        choice.getPast().addLine(choice.getColumns(), columnsThen(choice));
    }

    public void remove(TableChoice choice) {
        choices.remove(choice);
    }

    /** The complete snapshots, newest first. */
    public List<SnapshotSummary> snapshots() {
        if (snapshots == null) {
            snapshots = engine.snapshots().list().stream()
                    .filter(snapshot -> snapshot.state() == SnapshotSummary.State.COMPLETE)
                    .toList();
        }
        return snapshots;
    }

    public SnapshotSummary snapshot(String id) {
        return snapshots().stream()
                .filter(snapshot -> snapshot.id().value().equals(id))
                .findFirst()
                .orElseGet(() -> engine.snapshots().load(new SnapshotId(id)));
    }

    /** The columns that the snapshot holds of a chosen table, under the name it had. */
    public List<String> columnsThen(TableChoice choice) {
        TableId then = formerly(choice).orElse(choice.table());
        return tables().stream()
                .filter(table -> table.shape().id().equals(then))
                .flatMap(table -> table.shape().storedColumns().stream())
                .map(column -> column.name().value())
                .toList();
    }

    /** What a chosen table may have been called: the snapshot's tables but that of its own name. */
    public List<TableId> formerTables(TableChoice choice) {
        return tables().stream()
                .map(table -> table.shape().id())
                .filter(table -> !table.equals(choice.table()))
                .toList();
    }

    public String key(TableId table) {
        return OfferedTable.key(table);
    }

    public boolean isHeld(TableChoice choice) {
        return tables().stream().anyMatch(table -> table.shape().id().equals(choice.table()));
    }

    private Optional<TableId> formerly(TableChoice choice) {
        return tables().stream()
                .map(table -> table.shape().id())
                .filter(table -> OfferedTable.key(table).equals(choice.getPast().getFormerName()))
                .findFirst();
    }

    /** The tables that are not chosen yet and whose name holds what was typed. */
    public List<OfferedTable> offeredTables() {
        String wanted = search.strip().toLowerCase(Locale.ROOT);
        return allTables().stream()
                .filter(table ->
                        table.shape().id().toString().toLowerCase(Locale.ROOT).contains(wanted))
                .filter(table -> choices.stream()
                        .noneMatch(choice -> choice.table().equals(table.shape().id())))
                .toList();
    }

    public List<SnapshotTable> tables() {
        if (tables == null) {
            loadTables();
        }
        return tables == null ? List.of() : tables;
    }

    private List<OfferedTable> allTables() {
        return OfferedTable.of(tables(), live());
    }

    private StoreSchema live() {
        if (live == null) {
            live = engine.store().schema();
        }
        return live;
    }

    public List<StoreSchema.Unprotected> unprotected() {
        return live().unprotected();
    }

    public ColumnSourceLine.Source[] sources() {
        return ColumnSourceLine.Source.values();
    }

    public RestorePolicy.Dependents[] dependents() {
        return RestorePolicy.Dependents.values();
    }

    public RestorePolicy.MissingReferences[] missingReferences() {
        return RestorePolicy.MissingReferences.values();
    }

    public Comparison[] comparisons() {
        return Comparison.values();
    }

    public TableChoice.Join[] joins() {
        return TableChoice.Join.values();
    }

    public RowScope.Side[] sides() {
        return RowScope.Side.values();
    }

    /** Whether rows can be created or removed at all: not where only columns are chosen. */
    public boolean isWholeRows() {
        return choices.isEmpty() || choices.stream().anyMatch(choice -> !choice.isSomeColumns());
    }

    public @Nullable Job planning() {
        return watch.job(engine.jobs()).orElse(null);
    }

    public boolean isPlanning() {
        return watch.isActive();
    }

    /** Whether there is anything to restore from. */
    public boolean isUsable() {
        return journalTarget.isChosen() || !snapshots().isEmpty();
    }

    public JournalTarget getJournalTarget() {
        return journalTarget;
    }

    public List<TableChoice> getChoices() {
        return choices;
    }

    public PolicyChoice getPolicy() {
        return policy;
    }

    public String getSnapshotId() {
        return snapshotId;
    }

    public void setSnapshotId(String snapshotId) {
        this.snapshotId = snapshotId;
    }

    public String getSearch() {
        return search;
    }

    public void setSearch(String search) {
        this.search = search;
    }
}
