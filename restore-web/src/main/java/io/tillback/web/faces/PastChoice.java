package io.tillback.web.faces;

import io.tillback.model.ColumnName;
import io.tillback.model.Past;
import io.tillback.model.TableId;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a chosen table's past is found, if it was named or built otherwise then. */
public final class PastChoice implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<ColumnSourceLine> lines = new ArrayList<>();
    private String formerName = "";
    private List<String> matchBy = new ArrayList<>();
    private boolean shown;

    /** @param formerly the table that {@link #getFormerName} picks; empty if it picks none */
    Past toPast(Optional<TableId> formerly) {
        return new Past(
                formerly,
                lines.stream().flatMap(line -> line.toSource().stream()).toList(),
                matchBy.stream().map(ColumnName::new).toList());
    }

    /** Opens the section, or folds it and forgets what it said. */
    public void toggle() {
        shown = !shown;
        if (!shown) {
            formerName = "";
            lines.clear();
            matchBy = new ArrayList<>();
        }
    }

    /** Begins with a column that has no namesake on the other side: those are what a map is for. */
    void addLine(List<String> now, List<String> then) {
        lines.add(new ColumnSourceLine(firstMissing(now, then), firstMissing(then, now)));
    }

    private static String firstMissing(List<String> among, List<String> elsewhere) {
        return among.stream()
                .filter(column -> !elsewhere.contains(column))
                .findFirst()
                .or(() -> among.stream().findFirst())
                .orElse("");
    }

    public void removeLine(ColumnSourceLine line) {
        lines.remove(line);
    }

    public List<ColumnSourceLine> getLines() {
        return lines;
    }

    /** The snapshot's table of another name, as {@link OfferedTable#key} writes it; empty for the same name. */
    public String getFormerName() {
        return formerName;
    }

    public void setFormerName(String formerName) {
        this.formerName = formerName;
    }

    public List<String> getMatchBy() {
        return matchBy;
    }

    public void setMatchBy(List<String> matchBy) {
        this.matchBy = matchBy;
    }

    public boolean isShown() {
        return shown;
    }
}
