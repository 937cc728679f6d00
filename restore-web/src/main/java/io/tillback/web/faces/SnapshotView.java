package io.tillback.web.faces;

import io.tillback.model.SnapshotId;
import io.tillback.retention.RetentionPreview.Decision;
import io.tillback.retention.Verdict;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.snapshot.SnapshotTable;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One snapshot and the tables it holds. */
@Named
@ViewScoped
public class SnapshotView implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Engine engine;

    private String id = "";
    private transient @Nullable SnapshotSummary summary;
    private transient @Nullable List<SnapshotTable> tables;
    private transient @Nullable Verdict verdict;

    public void load() {
        SnapshotSummary loaded = engine.snapshots().load(new SnapshotId(id));
        summary = loaded;
        tables = loaded.state() == SnapshotSummary.State.COMPLETE
                ? engine.snapshots().loadTables(loaded.id())
                : List.of();
        verdict = engine.purges().outlook().decisions().stream()
                .filter(decision -> decision.snapshot().id().equals(loaded.id()))
                .map(Decision::verdict)
                .findFirst()
                .orElse(null);
    }

    /** How long it is kept, and why; empty for one that is not finished. */
    public Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    public @Nullable SnapshotSummary summary() {
        if (summary == null) {
            load();
        }
        return summary;
    }

    public List<SnapshotTable> tables() {
        return tables == null ? List.of() : tables;
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }
}
