package io.tillback.web.faces;

import io.tillback.model.SnapshotId;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.snapshot.SnapshotTable;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
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

    public void load() {
        SnapshotSummary loaded = engine.snapshots().load(new SnapshotId(id));
        summary = loaded;
        tables = loaded.state() == SnapshotSummary.State.COMPLETE
                ? engine.snapshots().loadTables(loaded.id())
                : List.of();
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
