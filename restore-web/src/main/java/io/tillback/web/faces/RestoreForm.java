package io.tillback.web.faces;

import io.tillback.model.Job;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowScope;
import io.tillback.model.SnapshotId;
import io.tillback.model.StoreSchema;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.snapshot.SnapshotTable;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The form that plans a restore: which snapshot, which tables, what may be done. */
@Named
@ViewScoped
public class RestoreForm implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Engine engine;

    private final JobWatch watch = new JobWatch();
    private final List<TableChoice> choices = new ArrayList<>();
    private final PolicyChoice policy = new PolicyChoice();
    private String snapshotId = "";
    private String search = "";
    private transient @Nullable List<SnapshotSummary> snapshots;
    private transient @Nullable List<SnapshotTable> tables;

    /** Preselects the newest complete snapshot unless the page's address names one. */
    public void load() {
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
                tables().stream().noneMatch(table -> table.shape().id().equals(choice.table())));
    }

    public void preview() {
        RestoreRequest request = new RestoreRequest(
                new RestoreTarget.AtSnapshot(new SnapshotId(snapshotId)),
                choices.stream().map(TableChoice::toScope).toList(),
                policy.toPolicy());
        watch.follow(engine.restores().plan(request, watch.key()));
        lookAtPlan();
    }

    /** Leads to the preview as soon as the plan is made. */
    public void lookAtPlan() {
        watch.look(engine.jobs());
        watch.made().ifPresent(Pages::goToPlan);
    }

    public void add(SnapshotTable table) {
        choices.add(new TableChoice(table.shape()));
        search = "";
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

    /** The snapshot's tables that are not chosen yet and whose name holds what was typed. */
    public List<SnapshotTable> offeredTables() {
        String wanted = search.strip().toLowerCase(Locale.ROOT);
        return tables().stream()
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

    public List<StoreSchema.Unprotected> unprotected() {
        return engine.store().schema().unprotected();
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
