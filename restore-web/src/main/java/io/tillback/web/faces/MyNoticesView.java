package io.tillback.web.faces;

import io.tillback.model.TableId;
import io.tillback.notice.SellerNotice;
import io.tillback.notice.SellerNotice.OwnRows;
import io.tillback.plan.PlanPage;
import io.tillback.plan.PlanPage.Cell;
import io.tillback.plan.RowAction;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a seller is told of restores, and the rows of one notice. */
@Named
@ViewScoped
public class MyNoticesView implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int PAGE_ROWS = 25;
    private static final Map<RowAction, String> WAS = new EnumMap<>(Map.of(
            RowAction.CREATE, "Came back",
            RowAction.CHANGE, "Set back",
            RowAction.REMOVE, "Removed",
            RowAction.KEEP, "Left as it is"));

    @Inject
    private Engine engine;

    private String opened = "";
    private String schema = "";
    private String table = "";
    private final Deque<Long> pages = new ArrayDeque<>();
    private transient @Nullable List<SellerNotice> notices;
    private transient @Nullable List<PlanPage.Row> rows;

    public void load() {
        notices = engine.myNotices().list();
    }

    public List<SellerNotice> notices() {
        if (notices == null) {
            load();
        }
        return notices == null ? List.of() : notices;
    }

    /** In the past tense, with the figure first. */
    public String headline(SellerNotice notice) {
        String rowsWritten = notice.written() == 1
                ? "1 of your rows was "
                : String.format(Locale.ENGLISH, "%,d of your rows were ", notice.written());
        return rowsWritten + (notice.takesBack().isPresent() ? "put as before an earlier restore" : "restored");
    }

    /** Shows the notice's rows of one table. */
    public void show(String id, TableId of) {
        opened = id;
        schema = of.schema();
        table = of.name();
        pages.clear();
        pages.push(0L);
        rows = null;
    }

    public boolean isShown(SellerNotice notice, OwnRows own) {
        return opened.equals(notice.id())
                && own.table().equals(new TableId(schema.isEmpty() ? "-" : schema, table.isEmpty() ? "-" : table));
    }

    public boolean isOpened(SellerNotice notice) {
        return opened.equals(notice.id());
    }

    public List<PlanPage.Row> rows() {
        if (rows == null) {
            rows = engine.myNotices().loadRows(opened, new TableId(schema, table), pages.getFirst(), PAGE_ROWS);
        }
        return rows;
    }

    public void next() {
        pages.push(rows().get(rows().size() - 1).number());
        rows = null;
    }

    public void previous() {
        pages.pop();
        rows = null;
    }

    public boolean isFirst() {
        return pages.size() <= 1;
    }

    public boolean isLast() {
        return rows().size() < PAGE_ROWS;
    }

    /** Whose rows are shown. */
    public String getTable() {
        return table;
    }

    /** Of a row on both sides, the values that differ; of others, those that it has. */
    public List<Cell> cells(PlanPage.Row row) {
        return row.cells().stream().filter(Cell::differs).toList();
    }

    public String was(RowAction action) {
        return WAS.getOrDefault(action, "");
    }
}
