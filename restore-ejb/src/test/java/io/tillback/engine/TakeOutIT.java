package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Companion;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.Plan;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What some transactions did is taken out, and what others did before, in between and since is left alone. */
class TakeOutIT {
    private static final TableId FILE = new TableId("shop", "file");
    private static final TableId TAG = new TableId("shop", "tag");
    private static final TableId TAGGED = new TableId("shop", "tagged");

    private static final RestorePolicy ALL =
            new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.SUPPRESS);

    private Engine engine;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.file (id int PRIMARY KEY, name text, size numeric, kind text DEFAULT 'download');
                CREATE TABLE shop.tag (id int PRIMARY KEY, name text);
                CREATE TABLE shop.tagged (
                  tag int REFERENCES shop.tag ON DELETE CASCADE, file int REFERENCES shop.file, PRIMARY KEY (tag, file));
                INSERT INTO shop.file SELECT n, 'f' || n, n FROM generate_series(1, 6) n;
                INSERT INTO shop.tag VALUES (1, 'DC'), (2, 'NYC');
                INSERT INTO shop.tagged SELECT t, n FROM generate_series(1, 2) t, generate_series(1, 3) n;
                """);
        engine.record();
        engine.journal().beat();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** In one transaction of the store. @return its number */
    private long change(String... statements) throws SQLException {
        return StoreTransaction.commit(engine, statements);
    }

    private Plan plan(List<RestoreScope> scopes, long... transactions) throws SQLException {
        return plan(ALL, scopes, transactions);
    }

    private Plan plan(RestorePolicy policy, List<RestoreScope> scopes, long... transactions) throws SQLException {
        WithoutTransactions target =
                new WithoutTransactions(LongStream.of(transactions).boxed().toList());
        RestoreRequest request = new RestoreRequest(target, scopes, policy);
        return engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, target, Progress.NONE));
    }

    private void takeOut(TableId table, long... transactions) throws SQLException {
        engine.apply(plan(List.of(RestoreScope.wholeTable(table)), transactions));
    }

    private List<String> files() throws SQLException {
        return engine.texts("SELECT concat_ws(' ', id, name, size, kind) FROM shop.file ORDER BY id");
    }

    private long damageEveryName() throws SQLException {
        return change("UPDATE shop.file SET name = 'broken'");
    }

    @Test
    void what_still_stands_goes_and_what_was_mended_since_stays() throws SQLException {
        long damage = damageEveryName();
        change("UPDATE shop.file SET name = 'mended' WHERE id = 2");
        change("UPDATE shop.file SET size = 40 WHERE id = 4");
        change("DELETE FROM shop.file WHERE id = 5");
        change("INSERT INTO shop.file VALUES (7, 'new', 7)");

        Plan plan = plan(List.of(RestoreScope.wholeTable(FILE)), damage);
        engine.apply(plan);

        assertThat(plan.gap().headline())
                .contains("In shop.file, 1 row that others have changed since keeps what they wrote.");
        assertThat(files())
                .containsExactly(
                        "1 f1 1 download",
                        "2 mended 2 download",
                        "3 f3 3 download",
                        "4 f4 40 download",
                        "6 f6 6 download",
                        "7 new 7 download");
    }

    @Test
    void of_several_with_others_between_them_each_goes_as_far_back_as_the_last_other() throws SQLException {
        long first = damageEveryName();
        change("UPDATE shop.file SET name = 'good' WHERE id IN (1, 2)");
        long second = change("UPDATE shop.file SET name = 'worse', size = 0 WHERE id IN (1, 3)");
        long third = change("UPDATE shop.file SET size = -1 WHERE id = 3");

        takeOut(FILE, third, first, second);

        assertThat(files())
                .containsExactly(
                        "1 good 1 download",
                        "2 good 2 download",
                        "3 f3 3 download",
                        "4 f4 4 download",
                        "5 f5 5 download",
                        "6 f6 6 download");
    }

    @Test
    void what_comes_after_the_ones_named_stays_although_it_came_from_the_same_hand() throws SQLException {
        long first = change("UPDATE shop.file SET size = 100 WHERE id = 1");
        change("UPDATE shop.file SET size = 200 WHERE id = 1");

        takeOut(FILE, first);

        assertThat(files()).contains("1 f1 200 download");
    }

    @Test
    void values_that_became_null_or_were_null_are_told_apart() throws SQLException {
        change("UPDATE shop.file SET kind = NULL WHERE id IN (1, 2)");
        long damage = change("UPDATE shop.file SET kind = CASE id WHEN 1 THEN 'x' END, name = NULL WHERE id < 4");
        change("UPDATE shop.file SET name = 'n' WHERE id = 3");

        takeOut(FILE, damage);

        assertThat(engine.texts("SELECT concat_ws(' ', id, name, COALESCE(kind, '-')) FROM shop.file ORDER BY id"))
                .startsWith("1 f1 -", "2 f2 -", "3 n download");
    }

    @Test
    void rows_that_it_deleted_come_back_with_all_that_cascaded() throws SQLException {
        change("UPDATE shop.tag SET name = 'D.C.' WHERE id = 1");
        long damage = change("DELETE FROM shop.tag WHERE id = 1");
        change("INSERT INTO shop.tagged VALUES (2, 4)");

        engine.apply(plan(List.of(RestoreScope.wholeTable(TAG), RestoreScope.wholeTable(TAGGED)), damage));

        assertThat(engine.texts("SELECT name FROM shop.tag ORDER BY id")).containsExactly("D.C.", "NYC");
        assertThat(engine.texts("SELECT tag || '-' || file FROM shop.tagged ORDER BY 1"))
                .containsExactly("1-1", "1-2", "1-3", "2-1", "2-2", "2-3", "2-4");
    }

    @Test
    void a_key_that_somebody_has_taken_again_keeps_its_new_row() throws SQLException {
        long damage = change("DELETE FROM shop.file WHERE id IN (5, 6)");
        change("INSERT INTO shop.file VALUES (5, 'another', 50)");

        takeOut(FILE, damage);

        assertThat(files()).endsWith("5 another 50 download", "6 f6 6 download");
    }

    @Test
    void rows_that_it_inserted_go_unless_somebody_has_worked_on_them() throws SQLException {
        long damage = change(
                "INSERT INTO shop.file VALUES (11, 'bad', 1), (12, 'bad', 2), (13, 'bad', 3)",
                "UPDATE shop.file SET name = 'bad twice' WHERE id = 12");
        change("UPDATE shop.file SET name = 'good by now' WHERE id = 13");
        long more = change("UPDATE shop.file SET size = 99 WHERE id IN (11, 13)");

        takeOut(FILE, damage, more);

        assertThat(files()).hasSize(7).endsWith("13 good by now 99 download");
    }

    @Test
    void a_row_that_came_and_went_in_between_is_none() throws SQLException {
        long came = change("INSERT INTO shop.file VALUES (11, 'bad', 1)");
        change("UPDATE shop.file SET name = 'good' WHERE id = 11");
        long went = change("DELETE FROM shop.file WHERE id = 11");
        long both = change("INSERT INTO shop.file VALUES (12, 'bad', 1)", "DELETE FROM shop.file WHERE id = 12");
        long again = change("DELETE FROM shop.file WHERE id = 6", "INSERT INTO shop.file VALUES (6, 'f6 again', 6)");

        takeOut(FILE, came, both, again);
        assertThat(files()).hasSize(6).endsWith("6 f6 6 download");

        takeOut(FILE, went);
        assertThat(files()).hasSize(7).endsWith("11 good 1 download");
    }

    @Test
    void keys_go_back_too() throws SQLException {
        change("DELETE FROM shop.tagged");
        long damage = change("UPDATE shop.file SET id = id + 100 WHERE id > 3");
        change("UPDATE shop.file SET name = 'other' WHERE id = 1");

        takeOut(FILE, damage);

        assertThat(files())
                .containsExactly(
                        "1 other 1 download",
                        "2 f2 2 download",
                        "3 f3 3 download",
                        "4 f4 4 download",
                        "5 f5 5 download",
                        "6 f6 6 download");
    }

    @Test
    void some_rows_and_some_columns_alone() throws SQLException {
        long damage = change("UPDATE shop.file SET name = 'broken', size = 0");
        RestoreScope names = new RestoreScope(
                FILE,
                new ColumnScope.Columns(List.of(new ColumnName("name"))),
                new RowScope.Keys(Arrays.asList(RowKey.of("1"), RowKey.of("3"))));

        Plan plan = plan(List.of(names), damage);
        engine.apply(plan);

        assertThat(plan.rowsToWrite()).isEqualTo(2);
        assertThat(files())
                .containsExactly(
                        "1 f1 0 download",
                        "2 broken 0 download",
                        "3 f3 0 download",
                        "4 broken 0 download",
                        "5 broken 0 download",
                        "6 broken 0 download");
    }

    @Test
    void rows_named_by_key_that_it_did_not_change_stay_as_they_are() throws SQLException {
        long damage = change("UPDATE shop.file SET name = 'broken' WHERE id = 1");
        change("INSERT INTO shop.file VALUES (7, 'new', 7)");
        RestoreScope rows = new RestoreScope(
                FILE,
                new ColumnScope.AllColumns(),
                new RowScope.Keys(Arrays.asList(RowKey.of("1"), RowKey.of("2"), RowKey.of("7"), RowKey.of("8"))));

        Plan plan = plan(List.of(rows), damage);

        assertThat(plan.rowsToWrite()).isEqualTo(1);
    }

    private List<String> conflicts(Plan plan) {
        return engine.workspace().loadConflicts(plan.id(), plan.tables().get(0), 0, 100).conflicts().stream()
                .map(conflict -> "%s %s: %s, %s, %s"
                        .formatted(
                                conflict.key(),
                                conflict.column(),
                                conflict.before().orElse("-"),
                                conflict.damage().orElse("-"),
                                conflict.live().orElse("-")))
                .toList();
    }

    @Test
    void what_others_wrote_over_it_is_listed_with_what_it_was_before_and_what_it_was_between() throws SQLException {
        long damage = change(
                "UPDATE shop.file SET name = 'broken', kind = NULL WHERE id < 5",
                "INSERT INTO shop.file VALUES (11, 'bad', 1)");
        change("UPDATE shop.file SET name = 'mended' WHERE id = 2");
        change("UPDATE shop.file SET kind = 'mine', size = 9 WHERE id = 3");
        change("UPDATE shop.file SET size = 12 WHERE id = 11", "DELETE FROM shop.file WHERE id = 4");

        Plan plan = plan(List.of(RestoreScope.wholeTable(FILE)), damage);

        assertThat(conflicts(plan))
                .containsExactly(
                        "2 name: f2, broken, mended",
                        "3 kind: download, -, mine",
                        "11 id: -, 11, 11",
                        "11 name: -, bad, bad",
                        "11 size: -, 1, 12",
                        "11 kind: -, download, download");
        assertThat(engine.workspace()
                        .loadConflicts(plan.id(), plan.tables().get(0), 2, 1)
                        .conflicts())
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.number()).isEqualTo(3));
    }

    @Test
    void what_others_wrote_into_a_row_that_went_and_came_back_by_it_is_listed_too() throws SQLException {
        long damage = change("DELETE FROM shop.file WHERE id = 5");
        long again = change("INSERT INTO shop.file VALUES (5, 'broken', 0)");
        change("UPDATE shop.file SET name = 'mended' WHERE id = 5");

        Plan plan = plan(List.of(RestoreScope.wholeTable(FILE)), damage, again);
        engine.apply(plan);

        assertThat(conflicts(plan)).containsExactly("5 name: f5, broken, mended");
        assertThat(plan.gap().headline())
                .contains("In shop.file, 1 row that others have changed since keeps what they wrote.");
        assertThat(files()).contains("5 mended 5 download");
    }

    @Test
    void what_others_wrote_over_it_goes_too_where_that_was_decided_and_is_counted_as_lost() throws SQLException {
        long damage = change(
                "UPDATE shop.file SET name = 'broken' WHERE id < 5", "INSERT INTO shop.file VALUES (11, 'bad', 1)");
        change("UPDATE shop.file SET name = 'mended' WHERE id IN (2, 3)");
        change("UPDATE shop.file SET size = 40 WHERE id = 1");
        change("UPDATE shop.file SET size = 12 WHERE id = 11");
        RestorePolicy overwrite = ALL.withConflicts(Conflicts.OVERWRITE);
        RestoreScope some = new RestoreScope(
                FILE,
                new ColumnScope.AllColumns(),
                new RowScope.Keys(Arrays.asList(RowKey.of("1"), RowKey.of("2"), RowKey.of("11"))));

        Plan plan = plan(overwrite, List.of(some), damage);
        engine.apply(plan);

        assertThat(files())
                .startsWith("1 f1 40 download", "2 f2 2 download", "3 mended 3 download", "4 broken 4 download")
                .endsWith("6 f6 6 download");
        assertThat(conflicts(plan)).hasSize(5).startsWith("2 name: f2, broken, mended", "11 id: -, 11, 11");
        assertThat(plan.gap().headline())
                .contains("In shop.file, 2 rows that others have changed since lose what they wrote.");
        assertThat(plan.gap().lost()).isEqualTo(2);
    }

    @Test
    void a_restore_is_taken_out_like_anything_else() throws SQLException {
        long damage = damageEveryName();
        takeOut(FILE, damage);
        long restore =
                Long.parseLong(engine.texts("SELECT max(journal_transaction::text::bigint) FROM tillback.journal_"
                                + engine.number("SELECT number FROM tillback.journal WHERE table_name = 'file'"))
                        .get(0));
        change("UPDATE shop.file SET name = 'mended' WHERE id = 2");

        takeOut(FILE, restore);

        assertThat(files()).startsWith("1 broken 1 download", "2 mended 2 download", "3 broken 3 download");
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-table.sql", "every-type.sql"})
    void tables_of_every_kind_are_as_they_were(String tables) throws SQLException {
        engine.close();
        engine = Engine.on(Witness.script(tables));
        engine.record();
        List<TableId> recorded = engine.journal().findCovered(engine.journal().beat()).values().stream()
                .map(Companion::table)
                .filter(table -> table.storedColumns().size() <= 540)
                .map(TableShape::id)
                .sorted(Comparator.comparing(TableId::toString))
                .toList();
        Witness then = Witness.of(engine);
        long damage = change(recorded.stream()
                .map(table -> "DELETE FROM " + Engine.quote(table))
                .collect(Collectors.joining("; ")));

        engine.apply(plan(recorded.stream().map(RestoreScope::wholeTable).toList(), damage));

        assertThat(recorded).hasSizeGreaterThan(5);
        assertThat(then.differences())
                .noneMatch(difference -> recorded.stream().anyMatch(table -> difference.startsWith(table + " ")));
    }

    @Test
    void one_that_has_not_begun_or_that_every_kept_moment_sees_is_refused() throws SQLException {
        long next = change("UPDATE shop.file SET size = 1") + 1_000_000;

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> takeOut(FILE, next))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MOMENT_NOT_COVERED))
                .withMessageContaining(String.valueOf(next));
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> takeOut(FILE, 3))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MOMENT_NOT_COVERED));
    }
}
