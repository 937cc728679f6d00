package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.RestoreTarget.BeforeTransaction;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.plan.JournalPlanner;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Fence;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.storage.StorageClass;
import io.tillback.storage.s3.S3ObjectStore;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recording has ended, and the next snapshot from which the journal would lead back lies in DEEP_ARCHIVE. */
class ColdWaysBackIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final String MUST_BE_THAWED = ", which lies in a storage class that must be thawed first";

    private Engine engine;
    private S3ObjectStore objects;
    private Manifest early;
    private Moment target;
    private Manifest cold;
    private Manifest warm;

    @BeforeEach
    void take_a_monthly_snapshot_between_two_others() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                INSERT INTO shop.item SELECT n, 'early' FROM generate_series(1, 300) n;
                """);
        objects = Engine.connect(Surroundings.objects(), new ColdStorage());
        engine.record();
        early = engine.takeSnapshot();
        engine.sql("UPDATE shop.item SET name = 'wanted'");
        target = engine.journal().beat();
        engine.sql("UPDATE shop.item SET name = 'damaged' WHERE id < 100");
        SnapshotId id = new SnapshotId("20260301T031500Z-cold");
        cold = engine.taker(objects)
                .take(new SnapshotTaker.Order(id, Tier.MONTHLY, StorageClass.DEEP_ARCHIVE, Fence.NONE), Progress.NONE);
        engine.sql("DELETE FROM shop.item WHERE id > 200");
        warm = engine.takeSnapshot();
        engine.journal().beat();
        engine.sql("ALTER TABLE shop.item ADD COLUMN extra int");
        engine.journal().beat();
        engine.sql("UPDATE shop.item SET name = 'late'");
    }

    @AfterEach
    void close() {
        objects.close();
        engine.close();
    }

    private JournalPlanner planner(Manifest... finished) {
        return new JournalPlanner(engine.journal(), engine.planner(objects), new KnownSnapshots(List.of(finished)));
    }

    private AtInstant instant() {
        return new AtInstant(target.takenAt());
    }

    private RestoreRequest request() {
        return new RestoreRequest(instant(), List.of(RestoreScope.wholeTable(ITEM)), Requests.EXACTLY);
    }

    private Plan plan(Manifest... finished) throws SQLException {
        planner(finished).require(request(), instant());
        return engine.kept(planner(finished).plan(engine.nextPlanId(), request(), instant(), Progress.NONE));
    }

    private String inWords(Manifest snapshot) {
        return "snapshot " + snapshot.id() + ", " + snapshot.moment().takenAt();
    }

    @Test
    void a_later_one_that_is_warm_is_gone_back_from_and_the_cold_one_named() throws SQLException {
        Plan plan = plan(early, cold, warm);
        engine.apply(plan);

        assertThat(plan.gap().headline())
                .anySatisfy(line -> assertThat(line).contains("is exact: that of " + inWords(warm)))
                .contains("Passed over for shop.item: " + inWords(cold) + MUST_BE_THAWED + ".");
        assertThat(engine.texts("SELECT name || count(*) FROM shop.item GROUP BY name"))
                .containsExactly("wanted300");
    }

    @Test
    void the_newest_from_before_is_taken_if_there_is_no_warm_one_later_and_the_reason_is_told() throws SQLException {
        Plan plan = plan(early, cold);

        assertThat(plan.targetAt()).isEqualTo(early.moment().takenAt());
        assertThat(plan.gap().headline())
                .element(1)
                .asString()
                .contains(
                        "that of snapshot " + early.id(),
                        "the newest that is not after what was asked for",
                        "it would lead back there from " + inWords(cold) + MUST_BE_THAWED);
    }

    @Test
    void a_plan_is_refused_at_once_if_only_a_cold_one_would_do() {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> planner(cold).require(request(), instant()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_COLD))
                .satisfies(e -> assertThat(e.hint()).startsWith("Thaw the data of that snapshot"))
                .withMessageContaining("recording ended after")
                .withMessageContaining("it would lead back there from " + inWords(cold) + MUST_BE_THAWED);
    }

    @Test
    void so_is_one_to_before_a_transaction_for_which_nothing_from_before_will_do() throws SQLException {
        BeforeTransaction harm = new BeforeTransaction(engine.number(
                "SELECT min(journal_transaction::text::bigint) FROM tillback.journal_1 WHERE name = 'wanted'"));

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> planner(early, cold).require(request(), harm))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_COLD));
        engine.apply(engine.kept(planner(early, cold, warm).plan(engine.nextPlanId(), request(), harm, Progress.NONE)));

        assertThat(engine.number("SELECT count(*) FROM shop.item WHERE name = 'wanted' AND id < 100"))
                .isEqualTo(99);
    }
}
