package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Moment;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.RestoreTarget.AtSnapshot;
import io.tillback.model.RestoreTarget.BeforeTransaction;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.model.TableId;
import io.tillback.plan.Alternative;
import io.tillback.plan.AlternativeFinder;
import io.tillback.plan.Alternatives;
import io.tillback.plan.DataGap;
import io.tillback.plan.Effort.Access;
import io.tillback.plan.JournalPlanner;
import io.tillback.plan.Pace;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Beside a plan stand others that would do, each with what it would cost: the same as if it were made. */
@SuppressWarnings("NullAway.Init")
class AlternativesIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId NOTE = new TableId("shop", "note");
    private static final Pace PACE = new Pace(1_000, 1_000_000);

    private Engine engine;
    private Manifest early;
    private Moment noon;
    private long damage;
    private Manifest late;

    @BeforeEach
    void damage_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, file text);
                CREATE TABLE shop.note (id int PRIMARY KEY, body text);
                INSERT INTO shop.product SELECT n, 'f' || n FROM generate_series(1, 100) n;
                INSERT INTO shop.note VALUES (1, 'a');
                """);
        engine.record();
        early = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET file = 'g' || id WHERE id <= 10");
        noon = engine.journal().beat();
        engine.sql("INSERT INTO shop.product VALUES (101, 'new'), (102, 'new')");
        damage = changed("UPDATE shop.product SET file = 'x'");
        engine.sql("UPDATE shop.product SET file = 'mended' WHERE id <= 3");
        late = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.product WHERE id = 50");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private long changed(String statement) throws SQLException {
        return StoreTransaction.commit(engine, statement);
    }

    private JournalPlanner planner() {
        return engine.journalPlanner(early, late);
    }

    private Plan plan(RestoreTarget target, TableId... tables) throws SQLException {
        RestoreRequest request = new RestoreRequest(
                target, List.of(tables).stream().map(RestoreScope::wholeTable).toList(), Requests.EXACTLY);
        PlanId id = engine.nextPlanId();
        return engine.kept(target.match(
                at -> planner().plan(id, request, at, Progress.NONE),
                restore -> refuse(),
                at -> planner().plan(id, request, at, Progress.NONE),
                before -> planner().plan(id, request, before, Progress.NONE),
                newest -> refuse(),
                without -> planner().plan(id, request, without, Progress.NONE),
                release -> refuse()));
    }

    private static Plan refuse() {
        throw new IllegalArgumentException("not asked for here");
    }

    private Alternatives find(Plan plan) {
        return new AlternativeFinder(
                        planner(), engine.planner(), engine.workspace(), new KnownSnapshots(List.of(early, late)), PACE)
                .find(plan, Clock.systemUTC(), Progress.NONE);
    }

    private static List<RestoreTarget> targets(Alternatives found) {
        return found.ways().stream().map(Alternative::target).toList();
    }

    private void requireAsPlanned(Alternative way) throws SQLException {
        DataGap planned = plan(way.target(), PRODUCT).gap();
        DataGap told = way.gap().orElseThrow();
        assertThat(told.tables()).as("%s", way).isEqualTo(planned.tables());
        assertThat(told.changes()).as("%s", way).isEqualTo(planned.changes());
        assertThat(told.unknowns()).as("%s", way).isEqualTo(planned.unknowns()).isEmpty();
    }

    @Test
    void beside_an_instant_stand_the_worst_transaction_and_the_nearest_snapshots_as_if_they_were_planned()
            throws SQLException {
        Plan plan = plan(new AtInstant(noon.takenAt()), PRODUCT);

        Alternatives found = find(plan);

        assertThat(targets(found))
                .containsExactly(
                        plan.request().target(),
                        new WithoutTransactions(List.of(damage)),
                        new BeforeTransaction(damage),
                        new AtSnapshot(early.id()),
                        new AtSnapshot(late.id()));
        assertThat(found.ways().get(1).because())
                .isEqualTo("Takes out only transaction " + damage
                        + ", which made 100 of the changes that this plan brings back: more than any other.");
        for (Alternative way : found.ways()) {
            requireAsPlanned(way);
        }
        assertThat(found.ways().stream().map(way -> way.gap().orElseThrow().lost()))
                .containsExactly(4L, 0L, 4L, 4L, 0L);
    }

    @Test
    void nothing_that_was_worked_out_beside_a_plan_is_left_behind() throws SQLException {
        Plan plan = plan(new AtInstant(noon.takenAt()), PRODUCT);

        find(plan);

        assertThat(engine.texts("SELECT relname FROM pg_class WHERE relname ~ '"
                        + plan.id().scratch() + "' OR relname ~ '^stage_'"))
                .isEmpty();
        assertThat(engine.workspace()
                        .loadPage(plan.id(), plan.tables().get(0), new Part.Whole(), 0, 1)
                        .rows())
                .hasSize(1);
    }

    @Test
    void the_bytes_of_a_snapshot_and_the_rows_to_write_tell_how_long_it_takes() throws SQLException {
        Plan plan = plan(new AtInstant(noon.takenAt()), PRODUCT);

        Alternatives found = find(plan);

        long stored = early.findTable(PRODUCT).orElseThrow().bytes();
        assertThat(found.ways().get(3).effort()).hasValueSatisfying(effort -> {
            assertThat(effort.bytesToFetch()).isEqualTo(stored);
            assertThat(effort.access()).isEqualTo(Access.AT_ONCE);
            // Of a thousand rows a second one is created, 99 are set back and two removed.
            assertThat(effort.time()).isEqualTo(Duration.ofMillis(Math.round(102 + stored / 1000.0)));
        });
        assertThat(found.ways().get(1).effort())
                .hasValueSatisfying(effort -> assertThat(effort.bytesToFetch()).isZero());
    }

    @Test
    void a_snapshot_that_does_not_hold_the_tables_is_none() throws SQLException {
        engine.sql("CREATE TABLE shop.payout (id int PRIMARY KEY, kind text)");
        engine.record();
        Moment begun = engine.journal().beat();
        long made = changed("INSERT INTO shop.payout VALUES (1, 'sepa')");

        Alternatives found = find(plan(new BeforeTransaction(made), new TableId("shop", "payout")));

        assertThat(begun.takenAt()).isAfter(late.moment().takenAt());
        assertThat(targets(found)).containsExactly(new BeforeTransaction(made), new WithoutTransactions(List.of(made)));
    }

    @Test
    void what_the_journal_does_not_reach_is_told_with_its_bytes_and_without_figures() throws SQLException {
        engine.superuserSql("ALTER TABLE shop.note DISABLE TRIGGER ALL");
        engine.journal().beat();
        Plan plan = plan(new AtSnapshot(late.id()), NOTE);

        Alternatives found = find(plan);

        assertThat(targets(found))
                .containsExactly(
                        plan.request().target(), new AtInstant(late.moment().takenAt()));
        assertThat(found.ways().get(1).gap()).isEmpty();
        assertThat(found.ways().get(1).remark()).contains("shop.note").contains("from the journal");
    }

    @Test
    void an_older_snapshot_that_the_journal_does_not_reach_says_so() throws SQLException {
        engine.superuserSql("ALTER TABLE shop.note DISABLE TRIGGER ALL");
        engine.journal().beat();
        engine.superuserSql("ALTER TABLE shop.note ENABLE TRIGGER ALL");
        engine.record();
        Moment after = engine.journal().beat();
        engine.sql("UPDATE shop.note SET body = 'b'");

        Alternatives found = find(plan(new AtInstant(after.takenAt()), NOTE));

        Alternative older = found.ways().get(found.ways().size() - 1);
        assertThat(older.target()).isEqualTo(new AtSnapshot(late.id()));
        assertThat(older.gap()).isEmpty();
        assertThat(older.remark()).startsWith("The journal does not reach back to it");
        assertThat(older.effort()).hasValueSatisfying(effort -> assertThat(effort.bytesToFetch())
                .isEqualTo(late.findTable(NOTE).orElseThrow().bytes()));
    }

    @Test
    void a_plan_to_a_snapshot_whose_moment_the_journal_covers_accounts_for_every_change_since() throws SQLException {
        Plan plan = plan(new AtSnapshot(early.id()), PRODUCT);

        assertThat(plan.gap().headline().get(0)).startsWith("Exact: the journal holds every change of ");
        assertThat(plan.gap().unknowns()).isEmpty();
        assertThat(plan.gap().changes())
                .singleElement()
                .satisfies(changes -> assertThat(changes.counts().addUp()).isTrue());
        assertThat(plan.gap().changes().get(0).counts().total()).isEqualTo(10 + 2 + 102 + 3 + 1);
    }
}
