package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.ColumnSource;
import io.tillback.model.Moment;
import io.tillback.model.Past;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The journal maps no columns: one that comes from another, as that was at an instant, comes from a snapshot beside it. */
@SuppressWarnings("NullAway.Init")
class MappedColumnAtAnInstantIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final ColumnName NAME = new ColumnName("name");

    private Engine engine;
    private Manifest before;
    private Moment target;

    @BeforeEach
    void record_a_store_until_the_target() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text, price numeric(9,2), ok boolean);
                INSERT INTO shop.item SELECT n, 'i' || n, n, n % 2 = 0 FROM generate_series(1, 300) n;
                """);
        engine.record();
        before = engine.takeSnapshot();
        engine.sql("UPDATE shop.item SET name = name || '!', price = price * 2 WHERE id < 100");
        target = engine.journal().beat();
        engine.superuserSql(
                "CREATE TABLE tillback.truth AS SELECT * FROM shop.item; GRANT SELECT ON tillback.truth TO PUBLIC");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private RestoreRequest namesFromPrices() {
        RestoreScope names = new RestoreScope(ITEM, new ColumnScope.Columns(List.of(NAME)), new RowScope.AllRows())
                .withPast(Past.of(ColumnSource.from(NAME, new ColumnName("price"))));
        return new RestoreRequest(atTarget(), List.of(names), Requests.EXACTLY);
    }

    private RestoreTarget.AtInstant atTarget() {
        return new RestoreTarget.AtInstant(target.takenAt());
    }

    private Plan plan(Manifest... snapshots) throws SQLException {
        return engine.kept(engine.journalPlanner(snapshots)
                .plan(engine.nextPlanId(), namesFromPrices(), atTarget(), Progress.NONE));
    }

    @Test
    void it_comes_from_the_next_snapshot_and_the_journal_back_with_the_gap_to_the_row() throws SQLException {
        engine.sql("UPDATE shop.item SET name = 'damaged', price = price + 1 WHERE id BETWEEN 1 AND 40");
        Manifest next = engine.takeSnapshot();
        engine.sql("UPDATE shop.item SET price = 0 WHERE id = 50");
        engine.sql("UPDATE shop.item SET ok = NOT ok WHERE id BETWEEN 60 AND 69");
        engine.sql("DELETE FROM shop.item WHERE id IN (1, 70, 71)");
        engine.sql("INSERT INTO shop.item VALUES (5001, 'after', 1, TRUE)");
        engine.journal().beat();

        Plan plan = plan(before, next);

        assertThat(plan.gap().headline().get(0)).startsWith("Exact: the journal holds every change of ");
        assertThat(plan.gap().headline().get(1))
                .startsWith("The state of shop.item is exact: that of snapshot " + next.id());
        ChangeCounts counts = plan.gap().changes().get(0).counts();
        assertThat(counts.addUp()).isTrue();
        assertThat(counts.total()).isEqualTo(40 + 1 + 10 + 3 + 1);
        // Columns that the plan leaves alone; rows that went, one of them changed before; a row that came.
        assertThat(counts.kept()).isEqualTo(1 + 10 + 3 + 1 + 1);
        engine.apply(plan);
        assertThat(engine.number("SELECT count(*) FROM shop.item i JOIN tillback.truth t USING (id)"
                        + " WHERE i.name IS DISTINCT FROM t.price::text"))
                .isZero();
    }

    @Test
    void it_comes_from_the_snapshot_before_where_there_is_no_later_one() throws SQLException {
        engine.sql("UPDATE shop.item SET name = 'damaged'");
        engine.journal().beat();

        Plan plan = plan(before);

        assertThat(plan.gap().headline().get(0)).startsWith("Exact: the journal holds every change of ");
        assertThat(plan.gap().headline().get(1)).contains("the newest that is not after", "columns are mapped");
        assertThat(plan.targetAt()).isEqualTo(before.moment().takenAt());
    }
}
