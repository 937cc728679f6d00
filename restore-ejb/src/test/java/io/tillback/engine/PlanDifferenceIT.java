package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.plan.GapDifference.Figures;
import io.tillback.plan.GapDifference.TableDifference;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanComparer;
import io.tillback.plan.PlanDifference;
import io.tillback.plan.PlanDifference.RowsKnown;
import io.tillback.plan.RowAction;
import io.tillback.plan.RowDifferences;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator who plans again must look at, and nothing else. */
class PlanDifferenceIT {
    private static final TableId ORDER = new TableId("shop", "or\"der %s");
    private static final TableId VISIT = new TableId("shop", "visit");

    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void damage_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE DOMAIN shop.name AS text;
                CREATE TABLE shop."or""der %s" ("group" int, "q""uote" shop.name, v text, d json, f float8,
                  PRIMARY KEY ("group", "q""uote"));
                CREATE TABLE shop.visit (page text);
                INSERT INTO shop."or""der %s" SELECT n, 'k' || n, 'v' || n, '{}', 'NaN' FROM generate_series(1, 40) n;
                INSERT INTO shop.visit VALUES ('home'), ('home'), (NULL);
                """);
        manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.\"or\"\"der %s\" SET v = 'damaged' WHERE \"group\" <= 30");
        engine.sql("INSERT INTO shop.visit VALUES ('home')");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan() throws SQLException {
        return engine.plan(Requests.wholeTables(manifest, ORDER, VISIT), manifest);
    }

    private PlanDifference compare(Plan before, Plan after) {
        return new PlanComparer(engine.workspace()).compare(before, after, RowsKnown.COMPARED);
    }

    private static RowDifferences.Row row(RowKey key, Optional<RowAction> before, Optional<RowAction> after) {
        return new RowDifferences.Row(key, before, after);
    }

    @Test
    void a_store_in_which_nothing_happened_makes_no_difference() throws SQLException {
        assertThat(compare(plan(), plan()).isNone()).isTrue();
    }

    @Test
    void rows_that_were_mended_added_or_edited_again_are_named_with_what_each_plan_does() throws SQLException {
        Plan before = plan();
        engine.sql("UPDATE shop.\"or\"\"der %s\" SET v = 'v7' WHERE \"group\" = 7");
        engine.sql("UPDATE shop.\"or\"\"der %s\" SET v = 'damaged otherwise' WHERE \"group\" = 9");
        engine.sql("DELETE FROM shop.\"or\"\"der %s\" WHERE \"group\" = 11");
        engine.sql("INSERT INTO shop.\"or\"\"der %s\" VALUES (99, 'k''9', NULL, NULL, NULL)");

        PlanDifference difference = compare(before, plan());

        assertThat(difference.replaces()).isEqualTo(before.id());
        assertThat(difference.isNone()).isFalse();
        assertThat(difference.rows()).singleElement().satisfies(rows -> {
            assertThat(rows.table()).isEqualTo(ORDER);
            assertThat(rows.total()).isEqualTo(4);
            assertThat(rows.rows())
                    .containsExactlyInAnyOrder(
                            row(RowKey.of("7", "k7"), Optional.of(RowAction.CHANGE), Optional.empty()),
                            row(RowKey.of("9", "k9"), Optional.of(RowAction.CHANGE), Optional.of(RowAction.CHANGE)),
                            row(RowKey.of("11", "k11"), Optional.of(RowAction.CHANGE), Optional.of(RowAction.CREATE)),
                            row(RowKey.of("99", "k'9"), Optional.empty(), Optional.of(RowAction.REMOVE)));
        });
        assertThat(difference.gap().tables())
                .containsExactly(new TableDifference(ORDER, new Figures(30, 0, 0), new Figures(29, 1, 0)));
    }

    @Test
    void a_row_that_was_edited_again_is_a_difference_though_all_figures_are_the_same() throws SQLException {
        Plan before = plan();
        engine.sql("UPDATE shop.\"or\"\"der %s\" SET d = '{ }' WHERE \"group\" = 30");

        PlanDifference difference = compare(before, plan());

        assertThat(difference.gap().isNone()).isTrue();
        assertThat(difference.isNone()).isFalse();
        assertThat(difference.rows().get(0).total()).isEqualTo(1);
    }

    @Test
    void more_rows_than_can_be_named_are_counted() throws SQLException {
        Plan before = plan();
        engine.sql("UPDATE shop.\"or\"\"der %s\" SET v = 'again' WHERE \"group\" <= 25");

        RowDifferences rows = compare(before, plan()).rows().get(0);

        assertThat(rows.total()).isEqualTo(25);
        assertThat(rows.rows()).hasSize(20);
        assertThat(rows.rows().get(0).key()).isEqualTo(RowKey.of("1", "k1"));
    }

    @Test
    void equal_rows_of_a_table_without_a_key_are_counted() throws SQLException {
        Plan before = plan();
        engine.sql("INSERT INTO shop.visit VALUES ('home'), (NULL)");

        PlanDifference difference = compare(before, plan());

        assertThat(difference.rows()).singleElement().satisfies(rows -> {
            assertThat(rows.table()).isEqualTo(VISIT);
            assertThat(rows.total()).isEqualTo(2);
            assertThat(rows.rows()).allSatisfy(row -> assertThat(row.after()).contains(RowAction.REMOVE));
        });
    }

    @Test
    void where_a_table_was_altered_in_between_the_rows_are_not_compared_and_that_is_said() throws SQLException {
        Plan before = plan();
        engine.sql("ALTER TABLE shop.visit ADD COLUMN seconds int");

        PlanDifference difference = compare(before, plan());

        assertThat(difference.rowsKnown()).isEqualTo(RowsKnown.NOT_COMPARED);
        assertThat(difference.isNone()).isFalse();
    }
}
