package io.tillback.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Moment;
import io.tillback.model.PastState;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowScope;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.DataGap.TableChanges;
import io.tillback.plan.TablePlan.RowCounts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataGapsTest {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final Instant NINE = Instant.parse("2026-03-01T09:00:00.123456Z");
    private static final Instant LATER = Instant.parse("2026-03-01T09:47:30.9Z");
    private static final SnapshotId TEST = new SnapshotId("20260301T090000Z-test");
    private static final RestoreTarget SNAPSHOT = new RestoreTarget.AtSnapshot(TEST);
    private static final RestoreTarget BEFORE = new RestoreTarget.BeforeRestore(new RestoreId("earlier"));
    private static final RestoreScope WHOLE = RestoreScope.wholeTable(PRODUCT);

    private static DataGap gap(RestoreTarget target, RestoreScope scope, RowCounts counts) {
        PastSource source = target instanceof RestoreTarget.BeforeRestore
                ? new PastSource.AppliedPlan()
                : new PastSource.Snapshot(TEST);
        return gap(target, scope, counts, new Planner.Window(NINE, LATER, source, List.of()));
    }

    private static DataGap gap(RestoreTarget target, RestoreScope scope, RowCounts counts, Planner.Window window) {
        return gap(target, scope, counts, List.of(), window);
    }

    private static DataGap gap(
            RestoreTarget target,
            RestoreScope scope,
            RowCounts counts,
            List<TableChanges> changes,
            Planner.Window window) {
        RestoreRequest request = new RestoreRequest(target, List.of(scope), RestorePolicy.bringBack());
        TableShape shape = new TableShape(PRODUCT, TableShape.Kind.PLAIN, List.of(), List.of(), List.of(), List.of());
        return DataGaps.of(
                request,
                List.of(new TablePlan(shape, 1, List.of(), counts)),
                changes,
                List.of(),
                window,
                "fingerprint");
    }

    @Test
    void without_a_journal_the_first_line_says_what_is_unknown_and_the_last_what_is_not_written() {
        assertThat(gap(SNAPSHOT, WHOLE, new RowCounts(10, 1234, 0, 5, 1, 2)).headline())
                .containsExactly(
                        "Unknown: no journal covers 2026-03-01T09:00:00Z to 2026-03-01T09:47:30Z (47 min), so changes in it"
                                + " that left no difference are not known.",
                        "Accepting creates 10 rows, sets 1,234 rows back in shop.product; 3 rows that differ stay.",
                        "No row made since is removed.",
                        "Nothing else is written: every other row, column and table stays as it is.");
    }

    private static DataGap recorded(ChangeCounts counts) {
        PastSource journal = new PastSource.Journal(PastState.at(new Moment("1:1:", NINE)));
        return gap(
                new RestoreTarget.AtInstant(NINE),
                WHOLE,
                new RowCounts(0, 3, 1, 0, 0, 0),
                List.of(new TableChanges(PRODUCT, counts)),
                new Planner.Window(NINE, LATER, journal, List.of()));
    }

    @Test
    void every_change_is_brought_back_lost_or_kept() {
        DataGap gap = recorded(new ChangeCounts(1250, 4, 1, 1245, 2, "a"));

        assertThat(gap.unknowns()).isEmpty();
        assertThat(gap.lost()).isEqualTo(1);
        assertThat(gap.headline())
                .startsWith(
                        "Exact: the journal holds every change of 2026-03-01T09:00:00Z to 2026-03-01T09:47:30Z (47 min).")
                .contains("Since then 1,250 changes were made to shop.product: 4 brought back, 1 lost, 1,245 kept.");
    }

    @Test
    void changes_that_do_not_add_up_make_the_gap_inexact_in_its_first_line() {
        DataGap gap = recorded(new ChangeCounts(1251, 4, 1, 1245, 2, "a"));

        String unaccounted = "Of 1,251 changes to shop.product, 1,250 are accounted for.";
        assertThat(gap.headline()).startsWith("Inexact: " + unaccounted);
        assertThat(gap.unknowns()).extracting(DataGap.Unknown::reason).containsExactly(unaccounted);
    }

    @Test
    void other_changes_that_add_up_alike_are_another_gap() {
        assertThat(recorded(new ChangeCounts(5, 4, 1, 0, 2, "a")).hash())
                .isNotEqualTo(recorded(new ChangeCounts(5, 4, 1, 0, 2, "b")).hash());
    }

    @Test
    void a_snapshot_that_stands_in_for_the_journal_is_named_with_the_reason() {
        PastSource nearest = new PastSource.NearestSnapshot(TEST, "Cannot rebuild shop.product: recording ended");

        assertThat(gap(
                                SNAPSHOT,
                                WHOLE,
                                new RowCounts(1, 0, 0, 0, 0, 0),
                                new Planner.Window(NINE, LATER, nearest, List.of()))
                        .headline())
                .element(1)
                .isEqualTo(
                        "The state is that of snapshot 20260301T090000Z-test, 2026-03-01T09:00:00.123456Z, the newest that"
                                + " is not after what was asked for. Cannot rebuild shop.product: recording ended.");
    }

    @Test
    void what_was_not_recorded_after_a_later_snapshot_is_said_first() {
        PastSource.Hole hole = new PastSource.Hole(LATER, Optional.empty(), "its triggers are gone");
        PastSource back = new PastSource.SnapshotAndJournal(
                PastState.at(new Moment("1:1:", NINE)),
                List.of(new PastSource.Copy(PRODUCT, TEST, NINE.plusSeconds(60), List.of(hole))),
                List.of(new PastSource.Cold(PRODUCT, new SnapshotId("20260301T090030Z-cold"), NINE.plusSeconds(30))));
        Instant seen = LATER.plusSeconds(60);

        DataGap gap =
                gap(SNAPSHOT, WHOLE, new RowCounts(1, 0, 0, 0, 0, 0), new Planner.Window(NINE, seen, back, List.of()));

        assertThat(gap.headline())
                .startsWith(
                        "Unknown since 2026-03-01T09:47:30.900Z: Recording of shop.product had ended: its triggers are gone.",
                        "The state of shop.product is exact: that of snapshot 20260301T090000Z-test,"
                                + " 2026-03-01T09:01:00.123456Z, less every change that the journal holds between"
                                + " 2026-03-01T09:00:00.123456Z and it.",
                        "Passed over for shop.product: snapshot 20260301T090030Z-cold, 2026-03-01T09:00:30.123456Z, which"
                                + " lies in a storage class that must be thawed first.");
        assertThat(gap.unknowns())
                .containsExactly(new DataGap.Unknown(
                        PRODUCT, LATER, seen, "Recording of shop.product had ended: its triggers are gone."));
    }

    @Test
    void a_clock_that_was_set_back_in_between_is_said() {
        Planner.Window backwards = new Planner.Window(LATER, NINE, new PastSource.Snapshot(TEST), List.of());

        assertThat(gap(SNAPSHOT, WHOLE, new RowCounts(1, 0, 0, 0, 0, 0), backwards)
                        .headline()
                        .get(0))
                .startsWith("Unknown: no journal covers 2026-03-01T09:47:30Z to 2026-03-01T09:00:00Z"
                        + " (the database's clock was set back in between)");
    }

    @Test
    void rows_made_since_that_go_are_called_lost() {
        DataGap gap = gap(SNAPSHOT, WHOLE, new RowCounts(0, 0, 1, 5, 0, 1));

        assertThat(gap.headline())
                .contains("Accepting loses 1 row made since in shop.product; 1 row that differs stays.")
                .doesNotContain("No row made since is removed.");
        assertThat(gap.tables()).containsExactly(new DataGap.TableGap(PRODUCT, 0, 1, 1));
    }

    @Test
    void columns_are_named() {
        RestoreScope columns = new RestoreScope(
                PRODUCT,
                new ColumnScope.Columns(List.of(new ColumnName("file_name"), new ColumnName("Price"))),
                new RowScope.AllRows());

        assertThat(gap(SNAPSHOT, columns, new RowCounts(0, 2, 0, 0, 0, 0)).headline())
                .contains("Accepting sets 2 rows back in columns file_name, Price of shop.product.");
    }

    @Test
    void a_plan_that_writes_nothing_says_so() {
        assertThat(gap(SNAPSHOT, WHOLE, new RowCounts(0, 0, 0, 9, 0, 0)).headline())
                .contains("Accepting writes nothing to shop.product.");
    }

    @Test
    void taking_a_restore_back_is_exact_and_loses_nothing() {
        DataGap gap = gap(BEFORE, WHOLE, new RowCounts(1, 2, 3, 0, 4, 0));

        assertThat(gap.headline())
                .containsExactly(
                        "Exact: every row the restore wrote was kept with its plan.",
                        "Accepting creates 1 row, sets 2 rows back, removes 3 rows in shop.product; 4 rows that differ stay.",
                        "Nothing else is written: every other row, column and table stays as it is.");
        assertThat(gap.unknowns()).isEmpty();
        assertThat(gap.tables()).containsExactly(new DataGap.TableGap(PRODUCT, 6, 0, 4));
    }

    @Test
    void another_gap_has_another_hash_and_the_same_gap_the_same() {
        RowCounts counts = new RowCounts(1, 2, 3, 4, 5, 6);

        assertThat(gap(SNAPSHOT, WHOLE, counts).hash())
                .isEqualTo(gap(SNAPSHOT, WHOLE, counts).hash())
                .isNotEqualTo(
                        gap(SNAPSHOT, WHOLE, new RowCounts(1, 2, 4, 4, 5, 6)).hash())
                .isNotEqualTo(gap(BEFORE, WHOLE, counts).hash())
                .matches("[0-9a-f]{64}");
    }
}
