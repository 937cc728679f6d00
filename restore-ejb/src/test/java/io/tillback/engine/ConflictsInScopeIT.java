package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.ColumnScope;
import io.tillback.model.Condition.Operator;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Of which rows conflicts are listed where only some are asked for. Where foreign keys are followed, all changed rows are laid
 * out, since they may lead to any.
 */
@SuppressWarnings("NullAway.Init")
class ConflictsInScopeIT {
    private static final TableId FILE = new TableId("shop", "file");
    private static final TableId TAG = new TableId("shop", "tag");
    private static final RestorePolicy FOLLOWED =
            Requests.EXACTLY.withMissingReferences(MissingReferences.CREATE).withDependents(Dependents.FOLLOW);

    private Engine engine;
    private long damage;

    @BeforeEach
    void mend_some_of_what_was_damaged() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.file (id int PRIMARY KEY, name text);
                CREATE TABLE shop.tag (id int PRIMARY KEY, file int REFERENCES shop.file ON DELETE CASCADE, name text);
                INSERT INTO shop.file SELECT n, 'f' || n FROM generate_series(1, 6) n;
                INSERT INTO shop.tag SELECT n, n, 't' || n FROM generate_series(1, 6) n;
                """);
        engine.record();
        engine.journal().beat();
        damage = StoreTransaction.commit(
                engine,
                "UPDATE shop.file SET name = 'broken'",
                "UPDATE shop.tag SET name = 'broken'",
                "DELETE FROM shop.file WHERE id = 6");
        engine.sql("UPDATE shop.file SET name = 'mended' WHERE id < 4");
        engine.sql("UPDATE shop.tag SET name = 'mended' WHERE id < 4");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan(RestorePolicy policy, RowScope files) throws SQLException {
        WithoutTransactions target = new WithoutTransactions(List.of(damage));
        RestoreScope scope = new RestoreScope(FILE, new ColumnScope.AllColumns(), files);
        RestoreRequest request = new RestoreRequest(target, List.of(scope), policy);
        return engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, target, Progress.NONE));
    }

    private List<String> conflicts(Plan plan, TableId table) {
        TablePlan planned = plan.tables().stream()
                .filter(some -> some.table().equals(table))
                .findFirst()
                .orElseThrow();
        return engine.workspace().loadConflicts(plan.id(), planned, 0, 100).conflicts().stream()
                .map(conflict -> conflict.key() + " " + conflict.column())
                .toList();
    }

    @Test
    void rows_asked_for_by_key_list_theirs_and_the_gap_counts_these() throws SQLException {
        Plan plan = plan(FOLLOWED, new RowScope.Keys(List.of(RowKey.of("1"), RowKey.of("5"), RowKey.of("6"))));

        assertThat(conflicts(plan, FILE)).containsExactly("1 name");
        assertThat(plan.gap().headline())
                .contains("In shop.file, 1 row that others have changed since keeps what they wrote.")
                .noneMatch(line -> line.startsWith("In shop.tag"));
    }

    @Test
    void rows_that_foreign_keys_lead_to_list_none_of_rows_that_stay() throws SQLException {
        Plan plan = plan(FOLLOWED, new RowScope.Keys(List.of(RowKey.of("6"))));

        assertThat(plan.tables()).extracting(TablePlan::table).containsExactly(FILE, TAG);
        assertThat(conflicts(plan, FILE)).isEmpty();
        assertThat(conflicts(plan, TAG)).isEmpty();
    }

    @Test
    void rows_found_by_a_condition_list_theirs() throws SQLException {
        RowScope below = new RowScope.Matching(Requests.compare("id", Operator.LESS, "3"), RowScope.Side.LIVE);

        Plan plan = plan(Requests.EXACTLY, below);

        assertThat(conflicts(plan, FILE)).containsExactly("1 name", "2 name");
        assertThat(plan.gap().headline())
                .contains("In shop.file, 2 rows that others have changed since keep what they wrote.");
    }

    @Test
    void the_whole_table_lists_all() throws SQLException {
        assertThat(conflicts(plan(Requests.EXACTLY, new RowScope.AllRows()), FILE))
                .containsExactly("1 name", "2 name", "3 name");
    }
}
