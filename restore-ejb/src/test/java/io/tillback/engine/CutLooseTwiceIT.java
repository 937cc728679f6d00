package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Moment;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.TableId;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.DataGap.TableChanges;
import io.tillback.plan.Plan;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A row that the database cut loose of two others when both went: each that comes back is referred to again. */
@SuppressWarnings("NullAway.Init")
class CutLooseTwiceIT {
    private static final TableId SELLER = new TableId("shop", "seller");
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId VISIT = new TableId("shop", "visit");

    private Engine engine;
    private Moment before;

    @BeforeEach
    void cut_visits_loose() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.seller (id int PRIMARY KEY);
                CREATE TABLE shop.product (shelf int, id int, PRIMARY KEY (shelf, id));
                CREATE TABLE shop.visit (
                  id int PRIMARY KEY,
                  seller int REFERENCES shop.seller ON DELETE SET NULL,
                  shelf int,
                  product int,
                  text text,
                  FOREIGN KEY (shelf, product) REFERENCES shop.product ON DELETE SET NULL);
                INSERT INTO shop.seller VALUES (1), (2);
                INSERT INTO shop.product VALUES (7, 1), (7, 2);
                INSERT INTO shop.visit VALUES (1, 1, 7, 1, 'a'), (2, 1, 7, 2, 'b'), (3, 2, 7, 1, 'c'), (4, 2, 7, 2, 'd');
                """);
        engine.record();
        before = engine.journal().beat();
        engine.sql("DELETE FROM shop.product WHERE id = 1");
        engine.sql("DELETE FROM shop.seller WHERE id = 1");
        engine.sql("UPDATE shop.visit SET text = 'edited' WHERE id = 1");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan(TableId... tables) throws SQLException {
        return engine.planAt(
                before,
                new RestoreRequest(
                        new AtInstant(before.takenAt()),
                        List.of(tables).stream().map(RestoreScope::wholeTable).toList(),
                        Requests.EXACTLY.withDependents(Dependents.FOLLOW)));
    }

    private List<String> visits() throws SQLException {
        return engine.texts(
                "SELECT concat_ws(' ', id, coalesce(seller, 0), coalesce(product, 0), text) FROM shop.visit ORDER BY id");
    }

    @Test
    void it_takes_both_references_back_and_keeps_what_others_have_edited() throws SQLException {
        Plan plan = plan(SELLER, PRODUCT);
        engine.apply(plan);

        assertThat(visits()).containsExactly("1 1 1 edited", "2 1 2 b", "3 2 1 c", "4 2 2 d");
        ChangeCounts counts = plan.gap().changes().stream()
                .filter(changes -> changes.table().equals(VISIT))
                .map(TableChanges::counts)
                .findFirst()
                .orElseThrow();
        assertThat(List.of(counts.total(), counts.broughtBack(), counts.lost(), counts.kept()))
                .containsExactly(5L, 4L, 0L, 1L);
    }

    @Test
    void it_stays_cut_loose_of_what_stays_away() throws SQLException {
        engine.apply(plan(PRODUCT));

        assertThat(visits()).containsExactly("1 0 1 edited", "2 0 2 b", "3 2 1 c", "4 2 2 d");
    }
}
