package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.AlertCause.Along;
import io.tillback.model.AlertCause.NewOperation;
import io.tillback.model.AlertCause.NewValue;
import io.tillback.model.AlertCause.Operation;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import io.tillback.notice.Alert;
import io.tillback.plan.Plan;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which deletes, truncates and changes of keys are told, and which references that become null. */
class OperationAlertsIT {
    private static final TableId TAGGED = new TableId("shop", "tagged");

    private WatchedStore store;

    @BeforeEach
    void record_a_store() throws SQLException {
        store = WatchedStore.open();
        store.engine.sql("""
                CREATE TABLE shop.tag (id int PRIMARY KEY, code text UNIQUE);
                CREATE TABLE shop.tagged (
                  product_id int REFERENCES shop.product ON DELETE CASCADE, tag_id int REFERENCES shop.tag ON DELETE CASCADE,
                  PRIMARY KEY (product_id, tag_id));
                CREATE TABLE shop.campaign (id int PRIMARY KEY, tag_id int REFERENCES shop.tag ON DELETE SET NULL, other int
                  REFERENCES shop.tag);
                INSERT INTO shop.tag SELECT n, 'tag ' || n FROM generate_series(1, 20) n;
                INSERT INTO shop.tagged SELECT n, 1 + n % 20 FROM generate_series(1, 2000) n;
                INSERT INTO shop.campaign SELECT n, 1 + n % 20, CASE WHEN n % 3 = 0 THEN n % 20 + 1 END FROM generate_series(1, 40) n;
                """);
        store.begin();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Alert> ofOperations() {
        return store.alerts().stream()
                .filter(alert -> alert.cause() instanceof NewOperation)
                .toList();
    }

    private NewOperation only() {
        assertThat(ofOperations()).hasSize(1);
        return (NewOperation) ofOperations().get(0).cause();
    }

    @Test
    void the_first_row_that_is_deleted_is_told_once_with_who_did_it_and_what_went_along() throws SQLException {
        long first = store.change(
                "SELECT set_config('tillback.actor', 'olga', TRUE)", "DELETE FROM shop.tag WHERE code = 'tag 9'");
        store.look();
        store.change("DELETE FROM shop.tag WHERE code = 'tag 12'");
        store.look();

        assertThat(only().operation()).isEqualTo(Operation.DELETE);
        assertThat(only().rows()).isEqualTo(1);
        assertThat(only().change().transaction()).isEqualTo(first);
        assertThat(only().along()).containsExactly(new Along(TAGGED, 100));
        Alert alert = ofOperations().get(0);
        assertThat(alert.headline())
                .isEqualTo("A transaction deleted 1 row of shop.tag, as none is known to have done before");
        assertThat(alert.meaning())
                .isEqualTo("Transaction " + first + " of " + alert.since()
                        + " by olga was the first to do that of its own accord. Later ones are not told. It also deleted"
                        + " 100 rows of shop.tagged. What it did can be taken out while the journal holds it.");
        assertThat(alert.page())
                .isEqualTo("restore.xhtml?without=" + first + "&schema=shop&table=tag&dependents=follow");
    }

    @Test
    void the_plan_that_it_names_brings_the_row_back_with_what_went_along() throws SQLException {
        long first = store.change("DELETE FROM shop.tag WHERE code = 'tag 9'");
        store.look();
        RestoreRequest request = only().findPlan().orElseThrow();

        Plan plan = store.engine.kept(store.engine
                .journalPlanner()
                .plan(
                        store.engine.nextPlanId(),
                        request,
                        new RestoreTarget.WithoutTransactions(List.of(first)),
                        Progress.NONE));
        store.engine.apply(plan);
        store.look();

        assertThat(store.engine.number("SELECT count(*) FROM shop.tagged")).isEqualTo(2000);
        assertThat(store.engine.number("SELECT count(*) FROM shop.tag WHERE code = 'tag 9'"))
                .isEqualTo(1);
        assertThat(ofOperations()).hasSize(1);
    }

    @Test
    void rows_that_go_along_with_those_they_refer_to_are_not_told_and_those_that_go_alone_are() throws SQLException {
        store.change("DELETE FROM shop.price WHERE product_id > 2000", "DELETE FROM shop.product WHERE id > 2990");
        store.look();
        assertThat(ofOperations())
                .extracting(
                        alert -> ((NewOperation) alert.cause()).change().table().name())
                .containsExactlyInAnyOrder("product");

        store.change("DELETE FROM shop.tagged WHERE product_id = 5");
        store.look();
        assertThat(ofOperations())
                .extracting(
                        alert -> ((NewOperation) alert.cause()).change().table().name())
                .containsExactlyInAnyOrder("product", "tagged");
    }

    @Test
    void what_is_done_while_a_table_is_learned_is_known_and_told_never() throws SQLException {
        store.change("DELETE FROM shop.tagged WHERE product_id = 5");
        store.look(WatchedStore.LEARNING);
        store.change("DELETE FROM shop.tagged WHERE product_id = 6");
        store.look();

        assertThat(ofOperations()).isEmpty();
    }

    @Test
    void a_truncate_and_keys_that_change_are_each_told_and_one_that_is_rolled_back_is_not() throws SQLException {
        store.change("SAVEPOINT before", "DELETE FROM shop.campaign", "ROLLBACK TO SAVEPOINT before");
        store.look();
        assertThat(ofOperations()).isEmpty();

        store.change("UPDATE shop.campaign SET id = 900 WHERE id = 1");
        store.change("TRUNCATE shop.campaign");
        store.look();

        assertThat(ofOperations())
                .extracting(Alert::headline)
                .containsExactlyInAnyOrder(
                        "A transaction changed the keys of 1 row of shop.campaign, as none is known to have done before",
                        "A transaction truncated shop.campaign, as none is known to have done before");
    }

    @Test
    void a_transaction_that_commits_late_is_told_by_the_look_that_sees_it() throws SQLException {
        try (var late = store.engine.store.getConnection();
                var statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("DELETE FROM shop.tagged WHERE product_id = 7");
            store.change("INSERT INTO shop.tagged VALUES (7, 20)");
            store.watch().measure();
            store.look();
            assertThat(ofOperations()).isEmpty();
            late.commit();
        }
        store.look();

        assertThat(only().change().table()).isEqualTo(TAGGED);
    }

    @Test
    void a_reference_that_becomes_null_for_the_first_time_is_told_and_another_key_in_it_is_not() throws SQLException {
        store.change("UPDATE shop.campaign SET tag_id = 1 + (tag_id + 1) % 20, other = 4");
        store.change("UPDATE shop.campaign SET other = NULL WHERE id = 6");
        store.look();
        assertThat(store.alerts()).isEmpty();

        long first = store.change("UPDATE shop.campaign SET tag_id = NULL WHERE id = 7");
        store.look();
        store.change("UPDATE shop.campaign SET tag_id = NULL WHERE id = 8");
        store.look();

        NewValue taken = (NewValue) store.only().cause();
        assertThat(taken.change().transaction()).isEqualTo(first);
        assertThat(taken.value()).isEmpty();
        assertThat(store.told())
                .containsExactly("shop.campaign.tag_id took a value that it is not known to have had: NULL");
    }

    @Test
    void references_that_a_deleted_row_leaves_behind_are_told_with_its_transaction() throws SQLException {
        long first = store.change("UPDATE shop.campaign SET other = NULL", "DELETE FROM shop.tag WHERE id = 8");
        store.look();

        assertThat(store.alerts().stream().flatMap(alert -> alert.cause().findTransaction().stream()))
                .allMatch(change -> change.transaction() == first);
        assertThat(store.alerts().stream().map(alert -> alert.cause().kind().name()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of("NEW_OPERATION", "NEW_VALUE").toList());
    }
}
