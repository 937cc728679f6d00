package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition.Operator;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan.RowCounts;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without a key rows come and go whole, and equal ones are counted. */
class KeylessTablesIT {
    private static final TableId VISIT = new TableId("public", "visit");

    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void five_visits_three_of_them_alike() throws SQLException {
        engine = Engine.on("""
                CREATE TABLE visit (page text, seconds numeric);
                INSERT INTO visit VALUES ('home', 1.0), ('home', 1.0), ('home', 1.0), ('home', 1.00), (NULL, NULL);
                """);
        manifest = engine.takeSnapshot();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan() throws SQLException {
        return engine.plan(Requests.wholeTables(manifest, VISIT), manifest);
    }

    private List<String> visits() throws SQLException {
        return engine.texts("SELECT visit::text || count(*) FROM visit GROUP BY visit::text ORDER BY 1");
    }

    @Test
    void of_equal_rows_as_many_come_back_as_there_were() throws SQLException {
        List<String> before = visits();
        engine.sql("DELETE FROM visit WHERE ctid IN (SELECT ctid FROM visit WHERE seconds::text = '1.0' LIMIT 2)");
        engine.sql("INSERT INTO visit VALUES ('home', 1.00), ('home', 1.00), (NULL, NULL), ('new', 1)");

        Plan plan = plan();
        engine.apply(plan);

        assertThat(plan.tables().get(0).counts()).isEqualTo(new RowCounts(2, 0, 4, 3, 0, 0));
        assertThat(visits()).isEqualTo(before);
    }

    @Test
    void where_the_policy_keeps_added_rows_equal_ones_are_kept_too() throws SQLException {
        engine.sql("INSERT INTO visit VALUES ('home', 1.0), ('new', 1)");
        engine.sql("DELETE FROM visit WHERE page IS NULL");

        engine.apply(engine.plan(
                Requests.request(manifest, RestorePolicy.bringBack(), RestoreScope.wholeTable(VISIT)), manifest));

        assertThat(visits()).containsExactly("(,)1", "(home,1.0)4", "(home,1.00)1", "(new,1)1");
    }

    @Test
    void only_rows_for_which_a_condition_holds_go() throws SQLException {
        engine.sql("INSERT INTO visit VALUES ('home', 1.0), ('home', 1.00), (NULL, NULL), ('new', 1)");

        engine.apply(engine.plan(
                Requests.request(
                        manifest,
                        Requests.EXACTLY,
                        Requests.rows(VISIT, Requests.where(Requests.compare("page", Operator.EQUAL, "home")))),
                manifest));

        assertThat(visits()).containsExactly("(,)2", "(home,1.0)3", "(home,1.00)1", "(new,1)1");
    }

    /** Of the two removed rows one is there again, whoever wrote it; of two equal rows only one was created by the restore. */
    @Test
    void a_restore_is_taken_back_though_equal_rows_came_and_went_since() throws SQLException {
        engine.sql("DELETE FROM visit WHERE seconds::text = '1.00'");
        engine.sql("INSERT INTO visit VALUES ('home', 1.0), ('home', 1.0)");
        Plan plan = plan();
        engine.apply(plan);
        engine.sql("INSERT INTO visit VALUES ('home', 1.0), ('home', 1.00)");

        engine.apply(engine.planToTakeBack(plan, plan.request()));

        assertThat(visits()).containsExactly("(,)1", "(home,1.0)5", "(home,1.00)1");
    }

    @Test
    void nothing_is_written_when_an_equal_row_came_or_went_after_the_preview() throws SQLException {
        engine.sql("INSERT INTO visit VALUES ('home', 1.0)");
        Plan plan = plan();

        for (String meanwhile : List.of(
                "INSERT INTO visit VALUES ('home', 1.0)",
                "DELETE FROM visit WHERE ctid IN (SELECT ctid FROM visit WHERE seconds::text = '1.0' LIMIT 2)")) {
            engine.sql(meanwhile);
            List<String> before = visits();

            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> engine.apply(plan))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ROWS_MOVED));
            assertThat(visits()).isEqualTo(before);
        }
    }

    @Test
    void columns_and_rows_by_key_are_refused_with_the_reason() {
        for (RestoreScope scope : List.of(
                new RestoreScope(
                        VISIT, new ColumnScope.Columns(List.of(new ColumnName("page"))), new RowScope.AllRows()),
                Requests.rows(VISIT, new RowScope.Keys(List.of(RowKey.of("home")))))) {
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> engine.plan(Requests.request(manifest, Requests.EXACTLY, scope), manifest))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_HAS_NO_KEY))
                    .withMessageContaining("nothing tells which row was which");
        }
    }

    @Test
    void values_that_print_by_the_stores_settings_are_found_again_under_them() throws SQLException {
        engine.sql("""
                DO $$BEGIN
                  EXECUTE format('ALTER DATABASE %I SET IntervalStyle = %L', current_database(), 'iso_8601');
                END$$;
                CREATE TABLE beat (at timestamptz, every interval, raw bytea);
                INSERT INTO beat VALUES ('2026-01-02 03:04:05+00', '1 day', 'x'), ('2026-01-02 03:04:05+00', '1 day', 'x');
                CREATE FUNCTION in_iso() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF current_setting('IntervalStyle') <> 'iso_8601' OR current_setting('search_path') !~ 'public' THEN
                    RAISE 'settings are not those of the store';
                  END IF;
                  RETURN COALESCE(NEW, OLD);
                END$$;
                CREATE TRIGGER in_iso BEFORE INSERT OR DELETE ON beat FOR EACH ROW EXECUTE FUNCTION in_iso();
                """);
        Manifest later = engine.takeSnapshot();
        engine.sql("INSERT INTO beat TABLE beat; INSERT INTO beat VALUES ('2026-05-05 00:00+00', '1 mon', 'y')");
        engine.sql("DELETE FROM visit");

        Plan plan = engine.plan(
                Requests.request(
                        later,
                        Requests.exactly(StoreTriggers.FIRE),
                        RestoreScope.wholeTable(new TableId("public", "beat")),
                        RestoreScope.wholeTable(VISIT)),
                later);
        engine.apply(plan);

        assertThat(engine.number("SELECT count(*) FROM beat")).isEqualTo(2);
        assertThat(engine.number("SELECT count(*) FROM visit")).isEqualTo(5);
        engine.apply(engine.planToTakeBack(plan, plan.request()));
        assertThat(engine.number("SELECT count(*) FROM beat")).isEqualTo(5);
    }

    @Test
    void rows_that_refer_to_others_are_counted_like_those_with_a_key() throws SQLException {
        engine.sql("""
                CREATE TABLE page (name text PRIMARY KEY);
                INSERT INTO page VALUES ('home');
                ALTER TABLE visit ADD FOREIGN KEY (page) REFERENCES page;
                """);
        Manifest later = engine.takeSnapshot();
        engine.sql("DELETE FROM visit; DELETE FROM page");
        TableId page = new TableId("public", "page");

        Plan without = engine.plan(Requests.wholeTables(later, VISIT), later);
        Plan with = engine.plan(Requests.wholeTables(later, VISIT, page), later);

        assertThat(without.blockers()).singleElement().satisfies(effect -> assertThat(effect.missingParents())
                .isEqualTo(4));
        engine.apply(with);
        assertThat(visits()).containsExactly("(,)1", "(home,1.0)3", "(home,1.00)1");
    }
}
