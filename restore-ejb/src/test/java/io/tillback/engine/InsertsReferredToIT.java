package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition.Not;
import io.tillback.model.Condition.Operator;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.Plan;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that the damage inserted are to go, and others have come to refer to them. */
class InsertsReferredToIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId SALE = new TableId("shop", "sale");
    private static final RestorePolicy ALL = Requests.EXACTLY;
    private static final String PRODUCTS = "SELECT id || COALESCE(name, '-') FROM shop.product ORDER BY id";
    private static final String SALES =
            "SELECT id || ' of ' || COALESCE(product::text, '-') FROM shop.sale ORDER BY id";

    private Engine engine;
    private long damage;

    /** Two false products, and a name lost; since then one of the two was sold. */
    private void given(String action) throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                CREATE TABLE shop.sale (id int PRIMARY KEY, product int REFERENCES shop.product %s);
                INSERT INTO shop.product VALUES (1, 'a'), (2, 'b');
                INSERT INTO shop.sale VALUES (1, 1);
                """.formatted(action));
        engine.record();
        engine.journal().beat();
        damage = change(
                "INSERT INTO shop.product VALUES (11, 'x'), (12, 'y')",
                "UPDATE shop.product SET name = NULL WHERE id = 1");
        change("INSERT INTO shop.sale VALUES (2, 11)");
    }

    @BeforeEach
    void a_false_product_was_sold() throws SQLException {
        given("");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** In one transaction of the store. @return its number */
    private long change(String... statements) throws SQLException {
        return StoreTransaction.commit(engine, statements);
    }

    private Plan plan(RestorePolicy policy, RestoreScope... scopes) throws SQLException {
        return plan(policy, List.of(damage), scopes);
    }

    private Plan plan(RestorePolicy policy, List<Long> transactions, RestoreScope... scopes) throws SQLException {
        WithoutTransactions target = new WithoutTransactions(transactions);
        RestoreRequest request = new RestoreRequest(target, List.of(scopes), policy);
        return engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, target, Progress.NONE));
    }

    private void assertBlocked(Plan plan, String fact) throws SQLException {
        assertThat(plan.blockers()).extracting(ForeignKeyEffect::describe).containsExactly(fact);
        List<String> products = engine.texts(PRODUCTS);
        List<String> sales = engine.texts(SALES);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .withMessageContaining(fact)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PLAN_BLOCKED));

        assertThat(engine.texts(PRODUCTS)).isEqualTo(products);
        assertThat(engine.texts(SALES)).isEqualTo(sales);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "ON DELETE CASCADE, ', which would delete them'",
        "ON DELETE SET NULL, ', which would cut them loose'"
    })
    void the_preview_says_who_refers_to_them_and_what_would_become_of_those_and_nothing_is_applied(
            String action, String consequence) throws SQLException {
        engine.close();
        given(action);

        Plan plan = plan(ALL, RestoreScope.wholeTable(PRODUCT));

        assertBlocked(plan, "1 row of shop.sale refers to rows it would remove (sale_product_fkey" + consequence + ")");
        assertThat(plan.blockers().get(0).hint(plan.request().target()))
                .isEqualTo("Plan again without removing rows added since, or with shop.sale in the plan too and the"
                        + " transactions named that made its rows which refer.");
    }

    @Test
    void rows_of_others_that_refer_to_them_stay_in_the_way_although_their_table_is_in_the_plan() throws SQLException {
        Plan plan = plan(ALL, RestoreScope.wholeTable(PRODUCT), RestoreScope.wholeTable(SALE));

        assertBlocked(plan, "1 row of shop.sale refers to rows it would remove (sale_product_fkey)");
    }

    @Test
    void what_refers_to_them_goes_along_if_its_transaction_is_named_too() throws SQLException {
        long sold = change("INSERT INTO shop.sale VALUES (3, 12)");
        long first = Long.parseLong(
                engine.texts("SELECT xmin::text FROM shop.sale WHERE id = 2").get(0));

        Plan plan = plan(
                ALL, List.of(damage, sold, first), RestoreScope.wholeTable(PRODUCT), RestoreScope.wholeTable(SALE));
        engine.apply(plan);

        assertThat(plan.blockers()).isEmpty();
        assertThat(engine.texts(PRODUCTS)).containsExactly("1a", "2b");
        assertThat(engine.texts(SALES)).containsExactly("1 of 1");
    }

    @Test
    void with_added_rows_left_the_rest_of_the_damage_goes() throws SQLException {
        RestorePolicy leave = new RestorePolicy(ALL.missing(), ALL.changed(), AddedRows.LEAVE, ALL.triggers());

        Plan plan = plan(leave, RestoreScope.wholeTable(PRODUCT));
        engine.apply(plan);

        assertThat(plan.tables().get(0).counts().leaveDifferent()).isEqualTo(2);
        assertThat(engine.texts(PRODUCTS)).containsExactly("1a", "2b", "11x", "12y");
    }

    @Test
    void without_the_one_that_is_referred_to_the_others_go() throws SQLException {
        RestoreScope others =
                Requests.rows(PRODUCT, Requests.where(new Not(Requests.compare("id", Operator.EQUAL, "11"))));

        Plan plan = plan(ALL, others);
        engine.apply(plan);

        assertThat(plan.blockers()).isEmpty();
        assertThat(engine.texts(PRODUCTS)).containsExactly("1a", "2b", "11x");
        assertThat(engine.texts(SALES)).containsExactly("1 of 1", "2 of 11");
    }

    @Test
    void one_that_was_worked_on_since_stays_and_blocks_nothing() throws SQLException {
        change("UPDATE shop.product SET name = 'good by now' WHERE id = 11");

        Plan plan = plan(ALL, RestoreScope.wholeTable(PRODUCT));
        engine.apply(plan);

        assertThat(plan.blockers()).isEmpty();
        assertThat(engine.texts(PRODUCTS)).containsExactly("1a", "2b", "11good by now");
    }

    @Test
    void one_that_was_worked_on_since_blocks_too_where_conflicts_are_overwritten() throws SQLException {
        change("UPDATE shop.product SET name = 'good by now' WHERE id = 11");

        Plan plan = plan(ALL.withConflicts(Conflicts.OVERWRITE), RestoreScope.wholeTable(PRODUCT));

        assertBlocked(plan, "1 row of shop.sale refers to rows it would remove (sale_product_fkey)");
    }

    @Test
    void a_row_that_others_put_in_its_place_is_theirs_also_where_conflicts_are_overwritten() throws SQLException {
        change("DELETE FROM shop.product WHERE id = 12");
        change("INSERT INTO shop.product VALUES (12, 'good')");
        RestorePolicy leave = new RestorePolicy(ALL.missing(), ALL.changed(), AddedRows.LEAVE, ALL.triggers());

        engine.apply(plan(leave.withConflicts(Conflicts.OVERWRITE), RestoreScope.wholeTable(PRODUCT)));

        assertThat(engine.texts(PRODUCTS)).containsExactly("1a", "2b", "11x", "12good");
    }

    @Test
    void a_column_alone_is_set_back_and_no_row_goes() throws SQLException {
        RestoreScope names = new RestoreScope(
                PRODUCT,
                new ColumnScope.Columns(List.of(new ColumnName("name"))),
                new RowScope.Keys(Arrays.asList(RowKey.of("1"), RowKey.of("11"))));
        RestorePolicy leave = new RestorePolicy(ALL.missing(), ALL.changed(), AddedRows.LEAVE, ALL.triggers());

        engine.apply(plan(leave, names));

        assertThat(engine.texts(PRODUCTS)).containsExactly("1a", "2b", "11x", "12y");
    }
}
