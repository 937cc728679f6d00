package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.RestoreTarget.BeforeTransaction;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.JournalPlanner;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a plan follows, creates, nulls, skips and refuses where the journal tells it of the past. */
class JournalForeignKeysIT {
    /** What tells of the past, and which rows are asked for. */
    private enum From {
        THE_JOURNAL_BY_KEY,
        THE_JOURNAL_WHOLE,
        BEFORE_A_TRANSACTION_BY_KEY,
        BEFORE_A_TRANSACTION_WHOLE,
        A_LATER_SNAPSHOT_BY_KEY,
        A_LATER_SNAPSHOT_WHOLE;

        boolean isWhole() {
            return name().endsWith("WHOLE");
        }
    }

    private Engine engine;
    private Moment moment;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.country (code text PRIMARY KEY);
                CREATE TABLE shop.seller (id int PRIMARY KEY, country text REFERENCES shop.country);
                CREATE TABLE shop.category (id int PRIMARY KEY);
                CREATE TABLE shop.product (
                  id int PRIMARY KEY,
                  seller int NOT NULL REFERENCES shop.seller,
                  category int REFERENCES shop.category);
                CREATE TABLE shop.file (id int PRIMARY KEY, product int REFERENCES shop.product ON DELETE CASCADE);
                CREATE TABLE shop.note (id int PRIMARY KEY, product int REFERENCES shop.product ON DELETE SET NULL, text text);
                INSERT INTO shop.country VALUES ('DE'), ('FR');
                INSERT INTO shop.seller SELECT n, CASE n WHEN 3 THEN 'FR' ELSE 'DE' END FROM generate_series(1, 4) n;
                INSERT INTO shop.category SELECT n FROM generate_series(1, 8) n;
                INSERT INTO shop.product SELECT n, (n - 1) % 4 + 1, n FROM generate_series(1, 8) n;
                INSERT INTO shop.file SELECT n, (n - 1) % 8 + 1 FROM generate_series(1, 16) n;
                INSERT INTO shop.note SELECT n, n, 'n' || n FROM generate_series(1, 8) n;
                """);
        engine.record();
        moment = engine.journal().beat();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static TableId shop(String name) {
        return new TableId("shop", name);
    }

    /** Each in a transaction of its own. */
    private void damage(String... statements) throws SQLException {
        for (String statement : statements) {
            engine.sql(statement);
        }
    }

    private Plan plan(From from, RestorePolicy policy, String table, String... keys) throws SQLException {
        RestoreScope scope = from.isWhole()
                ? RestoreScope.wholeTable(shop(table))
                : Requests.rows(
                        shop(table),
                        new RowScope.Keys(Arrays.stream(keys).map(RowKey::of).toList()));
        if (from.name().startsWith("BEFORE")) {
            BeforeTransaction target = new BeforeTransaction(first(table));
            return engine.kept(engine.journalPlanner()
                    .plan(
                            engine.nextPlanId(),
                            new RestoreRequest(target, List.of(scope), policy),
                            target,
                            Progress.NONE));
        }
        AtInstant target = new AtInstant(moment.takenAt());
        RestoreRequest request = new RestoreRequest(target, List.of(scope), policy);
        if (from.name().startsWith("THE_JOURNAL")) {
            return engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, target, Progress.NONE));
        }
        Manifest copy = engine.takeSnapshot();
        engine.journal().beat();
        engine.sql("ALTER TABLE shop.%s ADD COLUMN extra int".formatted(table));
        JournalPlanner planner = engine.journalPlanner(copy);
        engine.journal().beat();
        Plan plan = engine.kept(planner.plan(engine.nextPlanId(), request, target, Progress.NONE));
        assertThat(plan.gap().headline().toString()).contains("snapshot " + copy.id() + ", ", "less every change");
        return plan;
    }

    /** The first transaction that took rows of a table away. */
    private long first(String table) throws SQLException {
        long number = engine.number("SELECT number FROM tillback.journal WHERE table_name = '%s'".formatted(table));
        return engine.number("SELECT journal_transaction::text FROM tillback.journal_%d".formatted(number)
                + " WHERE journal_operation = 'D' ORDER BY journal_position LIMIT 1");
    }

    private static RestorePolicy bringBack(MissingReferences missing) {
        return RestorePolicy.bringBack().withMissingReferences(missing);
    }

    private static Map<String, Long> written(Plan plan) {
        Map<String, Long> written = new TreeMap<>();
        for (TablePlan table : plan.tables()) {
            written.put(table.table().name(), table.counts().toWrite());
        }
        return written;
    }

    @ParameterizedTest
    @EnumSource(From.class)
    void what_is_referred_to_and_went_later_is_created_too(From from) throws SQLException {
        damage(
                "DELETE FROM shop.product WHERE seller = 3",
                "DELETE FROM shop.seller WHERE id = 3",
                "DELETE FROM shop.country WHERE code = 'FR'",
                "DELETE FROM shop.category WHERE id IN (3, 7)");

        Plan plan = plan(from, bringBack(MissingReferences.CREATE), "file", "3");
        engine.apply(plan);

        assertThat(written(plan))
                .isEqualTo(
                        from.isWhole()
                                ? Map.of("file", 4L, "product", 2L, "seller", 1L, "country", 1L, "category", 2L)
                                : Map.of("file", 1L, "product", 1L, "seller", 1L, "country", 1L, "category", 1L));
        assertThat(
                        engine.texts(
                                "SELECT concat_ws(',', f.id, p.id, p.seller, s.country, p.category) FROM shop.file f"
                                        + " JOIN shop.product p ON p.id = f.product JOIN shop.seller s ON s.id = p.seller WHERE f.id = 3"))
                .containsExactly("3,3,3,FR,3");
    }

    @ParameterizedTest
    @EnumSource(From.class)
    void a_reference_to_what_went_later_becomes_null(From from) throws SQLException {
        damage("DELETE FROM shop.product WHERE id = 3", "DELETE FROM shop.category WHERE id = 3");

        engine.apply(plan(from, bringBack(MissingReferences.NULL), "product", "3"));

        assertThat(engine.texts(
                        "SELECT concat_ws(',', id, seller, COALESCE(category, 0)) FROM shop.product WHERE id = 3"))
                .containsExactly("3,3,0");
    }

    @ParameterizedTest
    @EnumSource(From.class)
    void a_row_that_refers_to_what_went_later_is_skipped(From from) throws SQLException {
        damage("DELETE FROM shop.product WHERE id IN (2, 3, 7)", "DELETE FROM shop.seller WHERE id = 3");

        Plan plan = plan(from, bringBack(MissingReferences.SKIP), "product", "2", "3");
        engine.apply(plan);

        assertThat(written(plan)).isEqualTo(Map.of("product", 1L));
        assertThat(engine.texts("SELECT id FROM shop.product WHERE id IN (2, 3, 7)"))
                .containsExactly("2");
    }

    @ParameterizedTest
    @EnumSource(From.class)
    void a_reference_to_what_went_later_is_refused_unless_somebody_decides(From from) throws SQLException {
        damage("DELETE FROM shop.product WHERE id IN (3, 7)", "DELETE FROM shop.seller WHERE id = 3");

        Plan plan = plan(from, bringBack(MissingReferences.REFUSE), "product", "3");

        assertThat(plan.blockers())
                .extracting(ForeignKeyEffect::missingParents)
                .containsExactly(from.isWhole() ? 2L : 1L);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .matches(e -> e.code() == ErrorCode.PLAN_BLOCKED)
                .withMessageContaining("to missing rows of shop.seller");
    }

    @ParameterizedTest
    @EnumSource(From.class)
    void what_vanished_along_comes_back_and_what_was_cut_loose_is_linked_again(From from) throws SQLException {
        damage("DELETE FROM shop.product WHERE id = 3", "UPDATE shop.note SET text = 'edited' WHERE id = 3");

        Plan plan = plan(from, RestorePolicy.bringBack().withDependents(Dependents.FOLLOW), "product", "3");
        engine.apply(plan);

        assertThat(written(plan)).isEqualTo(Map.of("product", 1L, "file", 2L, "note", 1L));
        assertThat(engine.texts("SELECT id FROM shop.file WHERE product = 3 ORDER BY id"))
                .containsExactly("3", "11");
        assertThat(engine.texts("SELECT concat_ws(',', id, product, text) FROM shop.note WHERE id = 3"))
                .containsExactly("3,3,edited");
    }

    @ParameterizedTest
    @EnumSource(From.class)
    void a_parent_created_for_one_row_brings_back_what_else_had_referred_to_it(From from) throws SQLException {
        engine.sql("INSERT INTO shop.note VALUES (13, 3, 'other')");
        moment = engine.journal().beat();
        damage("DELETE FROM shop.note WHERE id = 3", "DELETE FROM shop.product WHERE id = 3");

        Plan plan = plan(from, bringBack(MissingReferences.CREATE).withDependents(Dependents.FOLLOW), "note", "3");
        engine.apply(plan);

        assertThat(written(plan)).isEqualTo(Map.of("note", 2L, "product", 1L, "file", 2L));
        assertThat(engine.texts("SELECT id FROM shop.note WHERE product = 3 ORDER BY id"))
                .containsExactly("3", "13");
    }
}
