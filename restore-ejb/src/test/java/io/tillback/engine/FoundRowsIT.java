package io.tillback.engine;

import static io.tillback.engine.Investigation.after;
import static io.tillback.engine.Investigation.became;
import static io.tillback.engine.Investigation.equal;
import static io.tillback.engine.Investigation.isNotNull;
import static io.tillback.engine.Investigation.isNull;
import static io.tillback.engine.Investigation.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.journal.ChangeFinder;
import io.tillback.journal.FoundChanges;
import io.tillback.journal.FoundTransaction;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangeCriteria.By;
import io.tillback.model.ChangeCriteria.Rows;
import io.tillback.model.ChangeCriteria.Window;
import io.tillback.model.ColumnScope;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.Plan;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a transaction did to other rows than those that a condition finds is not taken out with them. */
@SuppressWarnings("NullAway.Init")
class FoundRowsIT {
    private static final TableId CLAIM = new TableId("shop", "claim");

    private Engine engine;
    private Investigation search;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.claim (zone text, id int, payout_type text, amount int, PRIMARY KEY (zone, id));
                INSERT INTO shop.claim SELECT 'z ' || chr(9) || n % 2, n, 'sepa', n FROM generate_series(1, 3000) n;
                """);
        engine.record();
        engine.journal().beat();
        search = new Investigation(engine);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private FoundChanges.Transactions find(Rows rows) {
        engine.journal().beat();
        return search.finder.find(
                new ChangeCriteria(Optional.of(CLAIM), rows, By.ANYBODY, List.of(), Window.ALL), "", 50);
    }

    private Plan planWithout(FoundChanges.Transactions found) throws SQLException {
        WithoutTransactions target = new WithoutTransactions(
                found.transactions().stream().map(FoundTransaction::number).toList());
        RestoreScope scope = new RestoreScope(CLAIM, new ColumnScope.AllColumns(), new RowScope.Keys(found.rows()));
        return engine.kept(engine.journalPlanner()
                .plan(
                        engine.nextPlanId(),
                        new RestoreRequest(target, List.of(scope), RestorePolicy.bringBack()),
                        target,
                        Progress.NONE));
    }

    @Test
    void a_plan_for_the_rows_found_leaves_what_the_same_transactions_did_to_others() throws SQLException {
        search.change(
                "anna",
                "105",
                "UPDATE shop.claim SET payout_type = NULL WHERE id IN (1, 2)",
                "UPDATE shop.claim SET payout_type = 'cheque', amount = 0 WHERE id IN (3, 4, 5)");
        search.change("bert", "105", "UPDATE shop.claim SET amount = 7 WHERE id = 1");

        FoundChanges.Transactions found = find(became(isNotNull("payout_type"), isNull("payout_type")));
        Plan plan = planWithout(found);
        engine.apply(plan);

        assertThat(found.rows()).containsExactlyInAnyOrder(RowKey.of("z \t1", "1"), RowKey.of("z \t0", "2"));
        ChangeCounts counts = plan.gap().changes().get(0).counts();
        assertThat(List.of(counts.total(), counts.broughtBack(), counts.lost(), counts.kept()))
                .containsExactly(6L, 2L, 0L, 4L);
        assertThat(engine.texts("SELECT id || payout_type || amount FROM shop.claim WHERE id <= 5 ORDER BY id"))
                .containsExactly("1sepa7", "2sepa2", "3cheque0", "4cheque0", "5cheque0");
    }

    @Test
    void rows_are_named_for_a_key_and_not_for_criteria_that_are_not_about_rows() throws SQLException {
        search.change("anna", "105", "UPDATE shop.claim SET amount = 0 WHERE id IN (8, 9)");

        assertThat(find(key("z \t1", "9")).rows()).containsExactly(RowKey.of("z \t1", "9"));
        assertThat(find(Rows.ANY).rows()).isEmpty();
        assertThat(find(Rows.ANY).transactions()).hasSize(1);
    }

    @Test
    void neither_are_too_many_rows_named_nor_such_as_took_another_key() throws SQLException {
        search.change("anna", "105", "UPDATE shop.claim SET amount = -1 WHERE id <= " + ChangeFinder.MOST_NAMED);
        assertThat(find(after(equal("amount", "-1"))).rows()).hasSize(ChangeFinder.MOST_NAMED);

        search.change("anna", "105", "UPDATE shop.claim SET amount = -1 WHERE id = " + (ChangeFinder.MOST_NAMED + 1));
        assertThat(find(after(equal("amount", "-1"))).rows()).isEmpty();

        search.change("anna", "105", "UPDATE shop.claim SET id = -id, amount = -2 WHERE id = 2500");
        FoundChanges.Transactions moved = find(after(equal("amount", "-2")));
        assertThat(moved.transactions()).hasSize(1);
        assertThat(moved.rows()).isEmpty();
    }
}
