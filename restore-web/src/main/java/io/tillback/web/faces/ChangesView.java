package io.tillback.web.faces;

import io.tillback.journal.ChangeSearch;
import io.tillback.journal.FoundChanges;
import io.tillback.journal.FoundTransaction;
import io.tillback.journal.Release;
import io.tillback.journal.RowStep;
import io.tillback.journal.Searched;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds changes: who made them, when, what they did; and leads to a plan without them. */
@Named
@ViewScoped
public class ChangesView implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int PAGE = 25;
    private static final int ROWS = 50;

    /** Browsers and servers take longer ones, but not much. */
    private static final int LONGEST_ADDRESS = 4_000;

    @Inject
    private Engine engine;

    private final ChangesForm form = new ChangesForm();
    private final List<String> pages = new ArrayList<>(List.of(""));
    private String opened = "";
    private String rowsFrom = "";
    private transient @Nullable Map<String, TableShape> tables;
    private transient FoundChanges.@Nullable Transactions found;
    private transient FoundChanges.@Nullable Steps rows;
    private transient FoundChanges.@Nullable OverTime overTime;
    private transient FoundChanges.@Nullable Digest digest;
    private transient @Nullable List<Release> releases;

    /** What the page's address asks for. */
    public void load() {
        search();
    }

    public void search() {
        pages.clear();
        pages.add("");
        close();
        overTime = null;
        digest = null;
        look();
    }

    private void look() {
        found = engine.changes().findTransactions(criteria(), pages.get(pages.size() - 1), PAGE);
    }

    private ChangeCriteria criteria() {
        return form.toCriteria(Optional.ofNullable(tables().get(form.getTable())));
    }

    public FoundChanges.@Nullable Transactions getFound() {
        return found;
    }

    public List<FoundTransaction> transactions() {
        return found == null ? List.of() : found.transactions();
    }

    public void nextPage() {
        if (found == null) {
            look();
        }
        Optional.ofNullable(found).flatMap(FoundChanges.Transactions::next).ifPresent(pages::add);
        close();
        look();
    }

    public void previousPage() {
        if (pages.size() > 1) {
            pages.remove(pages.size() - 1);
        }
        close();
        look();
    }

    public boolean isFirstPage() {
        return pages.size() == 1;
    }

    public boolean isLastPage() {
        return found == null || found.next().isEmpty();
    }

    /** Shows what a transaction made of rows. */
    public void open(String transaction) {
        opened = transaction;
        rowsFrom = "";
        lookAtRows();
    }

    public void moreRows() {
        rowsFrom = rows == null ? "" : rows.next().orElse("");
        lookAtRows();
    }

    private void lookAtRows() {
        rows = engine.changes().loadRows(criteria().within(List.of(TransactionNumbers.parse(opened))), rowsFrom, ROWS);
    }

    private void close() {
        opened = "";
        rows = null;
    }

    public List<RowStep> rows() {
        return rows == null ? List.of() : rows.steps();
    }

    public boolean isMoreRows() {
        return rows != null && rows.next().isPresent();
    }

    public String getOpened() {
        return opened;
    }

    public String number(FoundTransaction transaction) {
        return Long.toUnsignedString(transaction.number());
    }

    public void count() {
        overTime = engine.changes().count(criteria());
    }

    /** A stretch of time, and what happened in it; none where a release was announced. */
    public record Line(Instant at, Optional<Release> release, List<ChangeSearch.Tally> tallies) {
        public Line {
            tallies = List.copyOf(tallies);
        }
    }

    /** Changes by time, the last ones first, with releases between. */
    public List<Line> timeLine() {
        if (overTime == null) {
            return List.of();
        }
        Map<Instant, List<ChangeSearch.Tally>> byTime = new TreeMap<>();
        overTime.tallies().forEach(tally -> byTime.computeIfAbsent(tally.from(), at -> new ArrayList<>())
                .add(tally));
        List<Line> lines = new ArrayList<>();
        byTime.forEach((at, tallies) -> lines.add(new Line(at, Optional.empty(), tallies)));
        overTime.releases()
                .forEach(release -> lines.add(new Line(release.moment().takenAt(), Optional.of(release), List.of())));
        lines.sort((one, other) -> other.at().compareTo(one.at()));
        return lines;
    }

    public FoundChanges.@Nullable OverTime getOverTime() {
        return overTime;
    }

    public void digest() {
        digest = engine.changes().digest(criteria());
    }

    public FoundChanges.@Nullable Digest getDigest() {
        return digest;
    }

    /** Tables of which not everything in the window is recorded. */
    public List<Searched.Span> partial() {
        return found == null ? List.of() : found.searched().partial();
    }

    /** Where the transactions of this page can be planned away: from the rows that were found, if these are few. */
    public String planWithout() {
        return JournalTarget.pageWithout(
                transactions().stream().map(FoundTransaction::number).toList(),
                transactions().stream()
                        .flatMap(each -> each.tables().stream())
                        .map(FoundTransaction.Count::table)
                        .distinct()
                        .sorted()
                        .map(OfferedTable::key)
                        .toList(),
                found == null ? "" : KeyLines.write(found.rows(), LONGEST_ADDRESS));
    }

    public String planBefore(String release) {
        return JournalTarget.pageBefore(release);
    }

    public String key(TableId table) {
        return OfferedTable.key(table);
    }

    /** A row's key as the form takes it. */
    public String keyLine(RowStep step) {
        return String.join("\t", step.key().values());
    }

    /** By their keys: all tables of which something is recorded, as they are built now. */
    public Map<String, TableShape> tables() {
        if (tables == null) {
            Map<String, TableShape> all = new TreeMap<>();
            engine.journals().listCoverage().stream()
                    .map(coverage -> coverage.companion().table())
                    .forEach(shape -> all.put(OfferedTable.key(shape.id()), shape));
            tables = all;
        }
        return tables;
    }

    public List<TableShape> offeredTables() {
        return List.copyOf(tables().values());
    }

    public List<String> columns() {
        return Optional.ofNullable(tables().get(form.getTable())).stream()
                .flatMap(shape -> shape.storedColumns().stream())
                .map(column -> column.name())
                .map(ColumnName::value)
                .toList();
    }

    public List<Release> releases() {
        if (releases == null) {
            releases = engine.releaseNotes().list();
        }
        return releases;
    }

    public Comparison[] comparisons() {
        return Comparison.values();
    }

    public ChangeCriteria.Operation[] operations() {
        return ChangeCriteria.Operation.values();
    }

    public ChangesForm getForm() {
        return form;
    }
}
