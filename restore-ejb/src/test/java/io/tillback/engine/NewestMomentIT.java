package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Removal;
import io.tillback.journal.RowChange;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Holding;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import io.tillback.storage.ObjectKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When rows last existed, which transaction removed them, and restores to just before; incident 3 among them. */
class NewestMomentIT {
    private static final TableId TAG = new TableId("shop", "tag");
    private static final TableId USE = new TableId("shop", "product_tag");
    private static final TableId PART = new TableId("shop", "part");
    private static final TableId HOSTILE = new TableId("shop", "a \"b\".c\\'; --");

    private Engine engine;

    @BeforeEach
    void a_shop_with_tags() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.tag (id bigint PRIMARY KEY, code text NOT NULL, journal_time text);
                CREATE TABLE shop.product_tag (product int, tag bigint REFERENCES shop.tag ON DELETE CASCADE,
                  PRIMARY KEY (product, tag));
                CREATE TABLE shop.part (id int PRIMARY KEY, place text) PARTITION BY RANGE (id);
                CREATE TABLE shop.part_1 PARTITION OF shop.part FOR VALUES FROM (0) TO (100);
                CREATE TABLE shop.part_2 PARTITION OF shop.part FOR VALUES FROM (100) TO (200);
                CREATE TABLE shop."a ""b"".c\\'; --" ("größe" text, "group" int, "Select" text, PRIMARY KEY ("group", "größe"));
                INSERT INTO shop.tag SELECT n, 'T' || n FROM generate_series(1, 9) n;
                INSERT INTO shop.product_tag SELECT p, t FROM generate_series(1, 4) p, generate_series(1, 9) t;
                INSERT INTO shop.part SELECT n, 'p' || n FROM generate_series(1, 150) n;
                INSERT INTO shop."a ""b"".c\\'; --" SELECT 'q"' || n, n, 'x' FROM generate_series(1, 5) n;
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void record() {
        engine.record();
        engine.journal().beat();
    }

    /** The transaction that the statements ran in; a beat follows. */
    private String commit(String statements) throws SQLException {
        engine.sql(
                "BEGIN; SELECT set_config('tillback.actor', 'anna', TRUE), set_config('tillback.request', 'r-7', TRUE);"
                        + statements + "; COMMIT");
        String transaction = engine.texts("SELECT max(id::text::numeric)::text FROM tillback.journal_transaction")
                .get(0);
        engine.journal().beat();
        return transaction;
    }

    private static Map<TableId, List<RowKey>> rows(TableId table, String... keys) {
        return Map.of(table, keys(keys));
    }

    private static List<RowKey> keys(String... keys) {
        return Arrays.stream(keys).map(RowKey::of).toList();
    }

    private Holding find(TableId table, String... keys) {
        return engine.newestMoment(engine.objects).find(rows(table, keys));
    }

    private static RestoreTarget before(String transaction) {
        return new RestoreTarget.BeforeTransaction(Long.parseUnsignedLong(transaction));
    }

    private static RestoreRequest newest(RestoreScope... scopes) {
        return new RestoreRequest(new RestoreTarget.NewestHolding(), List.of(scopes), RestorePolicy.bringBack());
    }

    private static RestoreScope byKey(TableId table, String... keys) {
        return Requests.rows(table, new RowScope.Keys(keys(keys)));
    }

    @Test
    void a_deleted_tag_comes_back_with_its_key_and_every_row_that_vanished_with_it() throws SQLException {
        record();
        Witness before = Witness.of(engine);
        String damage = commit("DELETE FROM shop.tag WHERE id = 7");
        commit("UPDATE shop.part SET place = 'later'; UPDATE shop.part SET place = 'p' || id");

        RestoreScope uses = new RestoreScope(
                USE,
                new ColumnScope.AllColumns(),
                new RowScope.Matching(
                        new Condition.Compare(new ColumnName("tag"), Condition.Operator.EQUAL, "7"),
                        RowScope.Side.TARGET));
        Plan plan = engine.planNewest(newest(byKey(TAG, "7"), uses));
        engine.apply(plan);

        assertThat(plan.gap().headline())
                .contains("The state is that before transaction " + damage + " of "
                        + find(damage).at()
                        + ", by anna, request r-7, which deleted row 7 of shop.tag.");
        assertThat(plan.gap().unknowns()).isEmpty();
        assertThat(plan.rowsToWrite()).isEqualTo(5);
        assertThat(before.differences()).isEmpty();
    }

    private Removal find(String damage) {
        return engine.biographer().load(TAG, RowKey.of("7"), "", 50).changes().stream()
                .filter(change -> Long.toUnsignedString(change.transaction()).equals(damage))
                .map(change ->
                        new Removal(change.transaction(), change.kind(), change.at(), change.position(), change.who()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void of_a_row_that_came_back_and_went_again_the_last_removal_counts() throws SQLException {
        record();
        commit("DELETE FROM shop.tag WHERE id = 3");
        commit("INSERT INTO shop.tag VALUES (3, 'reused')");
        String last = commit("UPDATE shop.tag SET code = 'late' WHERE id = 3; DELETE FROM shop.tag WHERE id = 3");
        commit("INSERT INTO shop.tag VALUES (3, 'never seen'); DELETE FROM shop.tag WHERE id = 3");

        assertThat(find(TAG, "3").target()).isEqualTo(before(last));
        engine.apply(engine.planNewest(newest(byKey(TAG, "3"))));

        assertThat(engine.texts("SELECT code FROM shop.tag WHERE id = 3")).containsExactly("reused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE FROM shop.tag WHERE id = 7 | DELETED | deleted",
                "TRUNCATE shop.tag, shop.product_tag | TRUNCATED | truncated away",
                "DELETE FROM shop.product_tag; UPDATE shop.tag SET id = 70 WHERE id = 7 | MOVED | gave another key to"
            })
    void the_way_a_row_went_is_told(String damage, RowChange.Kind kind, String words) throws SQLException {
        record();
        String transaction = commit(damage);

        Holding holding = find(TAG, "7");

        assertThat(holding.target()).isEqualTo(before(transaction));
        assertThat(holding.removals().get(0).kind()).isEqualTo(kind);
        assertThat(holding.because().get(0)).endsWith("which " + words + " row 7 of shop.tag.");
    }

    @Test
    void a_row_that_left_its_partition_under_another_key_is_found() throws SQLException {
        record();
        String transaction = commit("UPDATE shop.part SET id = 151 WHERE id = 50");

        assertThat(find(PART, "50").target()).isEqualTo(before(transaction));
        assertThat(find(PART, "50").removals().get(0).kind()).isEqualTo(RowChange.Kind.MOVED);
    }

    @Test
    void hostile_names_and_keys_of_several_columns_are_found() throws SQLException {
        record();
        String transaction = commit("DELETE FROM shop.\"a \"\"b\"\".c\\'; --\" WHERE \"group\" = 2");
        List<RowKey> row = List.of(RowKey.of("2", "q\"2"));

        Holding holding = engine.newestMoment(engine.objects).find(Map.of(HOSTILE, row));
        engine.apply(engine.planNewest(newest(Requests.rows(HOSTILE, new RowScope.Keys(row)))));

        assertThat(holding.target()).isEqualTo(before(transaction));
        assertThat(engine.number("SELECT count(*) FROM shop.\"a \"\"b\"\".c\\'; --\""))
                .isEqualTo(5);
    }

    @Test
    void rows_that_several_transactions_removed_are_all_there_before_the_first_of_them() throws SQLException {
        record();
        Witness before = Witness.of(engine);
        commit("DELETE FROM shop.product_tag");
        commit("INSERT INTO shop.product_tag SELECT p, t FROM generate_series(1, 4) p, generate_series(1, 9) t");
        String first = commit("DELETE FROM shop.tag WHERE id = 4");
        commit("DELETE FROM shop.tag WHERE id IN (5, 6)");

        Holding holding = find(TAG, "6", "5", "4");
        engine.apply(engine.planNewest(newest(byKey(TAG, "6", "5", "4"), RestoreScope.wholeTable(USE))));

        assertThat(holding.target()).isEqualTo(before(first));
        assertThat(holding.removals()).hasSize(2);
        assertThat(holding.because().get(1)).contains("row 4 of shop.tag: before transaction " + first);
        assertThat(before.differences()).isEmpty();
    }

    @Test
    void the_transaction_that_commits_first_is_the_first_although_another_deleted_before_it() throws SQLException {
        record();
        try (var late = engine.store.getConnection()) {
            late.setAutoCommit(false);
            late.createStatement().execute("DELETE FROM shop.tag WHERE id = 1");
            String first = commit("DELETE FROM shop.tag WHERE id = 2");
            late.commit();
            engine.journal().beat();

            assertThat(find(TAG, "1", "2").target()).isEqualTo(before(first));
        }
    }

    @Test
    void rows_that_were_never_there_together_are_refused_with_an_answer_for_each() throws SQLException {
        record();
        String first = commit("DELETE FROM shop.tag WHERE id = 4");
        commit("INSERT INTO shop.tag VALUES (40, 'new')");
        String second = commit("DELETE FROM shop.tag WHERE id = 40");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> find(TAG, "40", "4"))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ROWS_NEVER_TOGETHER))
                .withMessageContaining("Row 40 of shop.tag was not there before transaction " + first)
                .withMessageContaining("row 4 of shop.tag: before transaction " + first)
                .withMessageContaining("row 40 of shop.tag: before transaction " + second);
    }

    @Test
    void rows_that_are_there_and_rows_that_never_were_are_refused() throws SQLException {
        record();
        commit("DELETE FROM shop.tag WHERE id = 4");

        assertRefused(ErrorCode.ROWS_PRESENT, "all of them are there now", TAG, "5", "6");
        assertRefused(ErrorCode.ROWS_NOT_FOUND, "The journal does not know row 77 of shop.tag", TAG, "4", "77");
        assertRefused(ErrorCode.KEY_INVALID, "by these keys", TAG, "seven");
        assertRefused(ErrorCode.TABLE_UNKNOWN, "no such protected table", new TableId("shop", "nothing"), "1");
        assertThat(find(TAG, "4", "5").because().get(0)).endsWith("deleted row 4 of shop.tag.");
    }

    private void assertRefused(ErrorCode code, String fact, TableId table, String... keys) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> find(table, keys))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code))
                .withMessageContaining(fact);
    }

    @Test
    void a_row_removed_before_recording_began_is_found_in_the_newest_snapshot_that_holds_it() throws SQLException {
        engine.takeSnapshot();
        Manifest last = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.tag WHERE id = 7");
        Manifest without = engine.takeSnapshot();
        Manifest[] all = {last, without};
        record();
        CountsBytes reads = new CountsBytes(engine.objects);

        Holding holding = engine.newestMoment(reads, all).find(rows(TAG, "7", "1"));
        Plan plan = engine.planNewest(newest(byKey(TAG, "7")), all);
        engine.apply(plan);

        assertThat(holding.target()).isEqualTo(new RestoreTarget.AtSnapshot(last.id()));
        assertThat(reads.dataBytes()).as("bytes of data objects").isZero();
        assertThat(plan.gap().headline())
                .contains("The state is that of snapshot " + last.id() + ", "
                        + last.moment().takenAt()
                        + ", the newest that holds row 7 of shop.tag: its index says so. The journal does not know row 7 of"
                        + " shop.tag: it was removed before its changes were recorded, or was never there.");
        assertThat(plan.gap().unknowns()).isNotEmpty();
        assertThat(engine.number("SELECT count(*) FROM shop.tag")).isEqualTo(9);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.newestMoment(reads, all).find(rows(TAG, "70")))
                .withMessageContaining("and no finished snapshot holds it");
    }

    @Test
    void a_damaged_index_is_passed_over_and_said() throws SQLException {
        Manifest older = engine.takeSnapshot();
        Manifest newer = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.tag WHERE id = 7");
        String index = newer.findTable(TAG).orElseThrow().parts().get(0).index().key();
        engine.objects.delete(List.of(new ObjectKey(index)));

        Holding holding = engine.newestMoment(engine.objects, older, newer).find(rows(TAG, "7"));

        assertThat(holding.target()).isEqualTo(new RestoreTarget.AtSnapshot(older.id()));
        assertThat(holding.because().get(0)).endsWith("Changes of shop.tag are not recorded.");
        assertThat(holding.because().get(1)).startsWith("Snapshot " + newer.id() + " is newer and could not be asked");
    }

    @Test
    void settled_segments_are_indexed_once_and_answer_as_unsettled_ones_do() throws SQLException {
        record();
        commit("UPDATE shop.tag SET code = 'a' WHERE id = 7");
        commit("DELETE FROM shop.tag WHERE id = 7");
        var unsettled = engine.biographer().load(TAG, RowKey.of("7"), "", 50);

        settle();

        assertThat(engine.biographer().load(TAG, RowKey.of("7"), "", 50)).isEqualTo(unsettled);
        assertThat(unsettled.changes())
                .extracting(RowChange::kind)
                .containsExactly(RowChange.Kind.DELETED, RowChange.Kind.CHANGED);
        assertThat(engine.texts(
                        "SELECT relname::text FROM pg_class WHERE relkind = 'i' AND relname ~ '^journal_.*_key$'"))
                .contains("journal_transaction_1_key")
                .hasSizeGreaterThan(1);
        assertThat(engine.segments().index()).isEmpty();
        engine.journal().requireCovered(List.of(TAG), engine.journal().beat());
    }

    @Test
    void a_row_among_many_in_a_settled_segment_is_found_through_its_index() throws SQLException {
        record();
        commit(
                "INSERT INTO shop.tag SELECT n, 'many' FROM generate_series(10, 20000) n; DELETE FROM shop.tag WHERE id = 7");
        settle();
        String companion = "journal_" + engine.number("SELECT number FROM tillback.journal WHERE table_name = 'tag'");

        String steps = String.join("\n", engine.texts("""
                EXPLAIN SELECT * FROM tillback.%s r
                WHERE r.id = '7'::text::bigint AND r.journal_position < 'FFFFFFFF/FFFFFFFF'::text::pg_lsn
                ORDER BY r.journal_position DESC LIMIT 100
                """.formatted(companion)));

        assertThat(steps).contains(companion + "_1_key").doesNotContain("Seq Scan on " + companion + "_1 ");
    }

    private void settle() {
        engine.segments().begin(Duration.ZERO);
        engine.segments().begin(Duration.ZERO);
        engine.segments().index();
    }

    @Test
    void a_life_is_told_page_by_page_across_segments_and_intervals() throws SQLException {
        record();
        for (int change = 1; change <= 4; change++) {
            commit("UPDATE shop.tag SET code = 'c%d' WHERE id = 7".formatted(change));
        }
        settle();
        commit("UPDATE shop.tag SET code = 'c5' WHERE id = 7");
        engine.sql("ALTER TABLE shop.tag ADD extra int");
        record();
        commit("UPDATE shop.tag SET code = 'c6', extra = 1 WHERE id = 7");

        List<String> told = new ArrayList<>();
        String from = "";
        do {
            var page = engine.biographer().load(TAG, RowKey.of("07"), from, 2);
            assertThat(page.changes()).hasSizeBetween(1, 2);
            page.changes()
                    .forEach(change -> told.add(change.before().get(1).text().orElseThrow()));
            assertThat(page.key()).isEqualTo(RowKey.of("7"));
            assertThat(page.recorded()).hasSize(2);
            from = page.next().orElse("");
        } while (!from.isEmpty());

        assertThat(told).containsExactly("c5", "c4", "c3", "c2", "c1", "T7");
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.biographer().load(TAG, RowKey.of("7"), "1:x", 2))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
    }

    @Test
    void a_request_that_names_no_row_by_key_is_refused() {
        record();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.planNewest(newest(RestoreScope.wholeTable(TAG))))
                .withMessageContaining("the request names none by key");
    }
}
