package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Progress;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanPage;
import io.tillback.plan.TablePlan.RowCounts;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSettings;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows by key out of a table of 200,000. */
class KeyListsIT {
    private static final TableId BIG = new TableId("public", "big");

    private static Engine engine;
    private static Manifest manifest;

    @BeforeAll
    static void damage_a_big_table() throws SQLException {
        engine = Engine.on("""
                CREATE TABLE big (id bigint PRIMARY KEY, value text);
                INSERT INTO big SELECT n, md5(n::text) FROM generate_series(1, 200000) n;
                """);
        SnapshotSettings settings = new SnapshotSettings(2, 4 << 20, 32 << 10, 1);
        manifest = engine.taker(engine.objects, settings)
                .take(new SnapshotId("20260301T090000Z-big1"), Tier.MANUAL, Progress.NONE);
        engine.sql("UPDATE big SET value = 'damaged'");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static RestoreScope keys(LongStream ids) {
        List<RowKey> keys = ids.mapToObj(id -> RowKey.of(String.valueOf(id))).toList();
        return new RestoreScope(
                BIG, new ColumnScope.Columns(List.of(new ColumnName("value"))), new RowScope.Keys(keys));
    }

    @Test
    void ten_neighbouring_rows_cost_a_small_share_of_the_bytes() throws SQLException {
        CountsBytes counting = new CountsBytes(engine.objects);

        Plan plan = engine.plan(
                Requests.request(manifest, Requests.EXACTLY, keys(LongStream.rangeClosed(70_001, 70_010))),
                manifest,
                counting);

        assertThat(plan.tables().get(0).counts()).isEqualTo(new RowCounts(0, 10, 0, 0, 0, 0));
        assertThat(engine.rows(plan, plan.tables().get(0)))
                .extracting(PlanPage.Row::key)
                .containsExactlyElementsOf(LongStream.rangeClosed(70_001, 70_010)
                        .mapToObj(id -> RowKey.of(String.valueOf(id)))
                        .toList());
        assertThat(counting.dataBytes()).isPositive().isLessThan(manifest.bytes() / 50);
    }

    @Test
    void a_hundred_thousand_keys_are_planned_exactly() throws SQLException {
        LongStream everySecond =
                LongStream.rangeClosed(1, 200_000).filter(id -> id % 2 == 0).map(id -> 200_002 - id);

        Plan plan = engine.plan(Requests.request(manifest, Requests.EXACTLY, keys(everySecond)), manifest);

        assertThat(plan.tables().get(0).counts()).isEqualTo(new RowCounts(0, 100_000, 0, 0, 0, 0));
        assertThat(engine.number(
                        "SELECT count(*) FROM tillback.plan_%s_1 WHERE k1 %% 2 = 0 AND (target).value = md5(k1::text)"
                                .formatted(plan.id())))
                .isEqualTo(100_000);
    }

    @Test
    void a_key_that_no_side_holds_plans_nothing_and_reads_nothing() throws SQLException {
        CountsBytes counting = new CountsBytes(engine.objects);

        Plan plan = engine.plan(
                Requests.request(manifest, Requests.EXACTLY, keys(LongStream.of(-1, 200_001))), manifest, counting);

        assertThat(plan.rowsToWrite()).isZero();
        assertThat(counting.dataBytes()).isZero();
    }

    @Test
    void a_key_named_twice_is_planned_once() throws SQLException {
        Plan plan = engine.plan(Requests.request(manifest, Requests.EXACTLY, keys(LongStream.of(5, 5, 6))), manifest);

        assertThat(plan.tables().get(0).counts().change()).isEqualTo(2);
    }

    @Test
    void a_key_of_another_type_or_width_is_named() {
        assertKeyInvalid(RowKey.of("five"), "five");
        assertKeyInvalid(RowKey.of("5", "6"), "(5, 6)");
        assertKeyInvalid(RowKey.of("1; DROP TABLE big"), "DROP TABLE big");
        assertKeyInvalid(RowKey.of(""), "by these keys");
    }

    private static void assertKeyInvalid(RowKey key, String named) {
        RestoreScope scope = Requests.rows(BIG, new RowScope.Keys(List.of(key)));
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.plan(Requests.request(manifest, Requests.EXACTLY, scope), manifest))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_INVALID))
                .withMessageContaining(named);
    }
}
