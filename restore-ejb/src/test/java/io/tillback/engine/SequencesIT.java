package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sequence is advanced past what comes back if its numbers are a column's values, and left alone otherwise. */
class SequencesIT {
    private static final String ALONE = "it feeds no column by itself: its value is neither kept nor set back";

    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.empty();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static TableId table(String name) {
        return new TableId("public", name);
    }

    private static List<String> sequences(Manifest manifest, String table) {
        return manifest.findTable(table(table)).orElseThrow().shape().sequences().stream()
                .map(owned -> owned.column() + " " + owned.sequence().name())
                .toList();
    }

    private void restore(Manifest manifest, String table) throws SQLException {
        engine.apply(engine.plan(Requests.wholeTables(manifest, table(table)), manifest));
    }

    @Test
    void a_number_within_a_text_does_not_keep_rows_from_coming_back() throws SQLException {
        engine.sql("""
                CREATE SEQUENCE order_no;
                CREATE TABLE orders (id bigint PRIMARY KEY, number text DEFAULT 'ORD-' || nextval('order_no'));
                INSERT INTO orders SELECT n FROM generate_series(1, 3) n;
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM orders WHERE id > 1");

        restore(manifest, "orders");

        assertThat(engine.texts("SELECT number FROM orders ORDER BY id")).containsExactly("ORD-1", "ORD-2", "ORD-3");
        assertThat(engine.number("SELECT nextval('order_no')")).isEqualTo(4);
        assertThat(manifest.unprotected()).contains(new Unprotected("sequence public.order_no", ALONE));
    }

    @Test
    void a_number_that_is_computed_from_a_sequence_does_not_make_it_jump() throws SQLException {
        engine.sql("""
                CREATE SEQUENCE s;
                CREATE TABLE t (id bigint PRIMARY KEY DEFAULT nextval('s') * 1000 + 7, v int);
                INSERT INTO t (v) SELECT n FROM generate_series(1, 3) n;
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM t");

        restore(manifest, "t");

        assertThat(engine.number("INSERT INTO t (v) VALUES (4) RETURNING id")).isEqualTo(4007);
        assertThat(manifest.unprotected()).contains(new Unprotected("sequence public.s", ALONE));
    }

    @Test
    void values_above_a_sequences_maximum_leave_it_where_the_others_need_it() throws SQLException {
        engine.sql("""
                CREATE SEQUENCE s AS integer;
                CREATE TABLE t (id bigint PRIMARY KEY DEFAULT nextval('s'), v int);
                INSERT INTO t VALUES (9, 9), (5000000000, 5);
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM t");

        restore(manifest, "t");

        assertThat(engine.number("INSERT INTO t (v) VALUES (0) RETURNING id")).isEqualTo(10);
    }

    @Test
    void a_sequence_feeds_a_whole_number_that_is_its_own_or_whose_default_is_its_next_value() throws SQLException {
        engine.sql("""
                CREATE SCHEMA "o'dd";
                CREATE SEQUENCE "o'dd"."Se""q'";
                CREATE SEQUENCE free;
                CREATE SEQUENCE for_numeric;
                CREATE DOMAIN id AS bigint;
                CREATE TABLE fed (
                  a serial,
                  b int GENERATED ALWAYS AS IDENTITY,
                  c smallint DEFAULT nextval('"o''dd"."Se""q''"'),
                  d id DEFAULT nextval('free'),
                  e int DEFAULT nextval('free')::int,
                  f numeric(19) DEFAULT nextval('for_numeric'),
                  g int);
                CREATE SEQUENCE owned OWNED BY fed.g;
                CREATE TABLE not_fed (
                  a serial,
                  b int DEFAULT nextval('free') + 1,
                  c text DEFAULT nextval('free'),
                  d int DEFAULT abs(nextval('free')),
                  e bigserial,
                  f text);
                CREATE SEQUENCE of_text OWNED BY not_fed.f;
                ALTER TABLE not_fed ALTER a SET DEFAULT 7, ALTER e SET DEFAULT nextval('not_fed_e_seq') * 2;
                INSERT INTO fed SELECT FROM generate_series(1, 3);
                INSERT INTO fed (f) VALUES ('NaN');
                """);
        Manifest manifest = engine.takeSnapshot();

        assertThat(sequences(manifest, "fed"))
                .containsExactly(
                        "a fed_a_seq", "b fed_b_seq", "c Se\"q'", "d free", "e free", "f for_numeric", "g owned");
        assertThat(sequences(manifest, "not_fed")).isEmpty();
        assertThat(manifest.unprotected())
                .extracting(Unprotected::what)
                .containsExactly(
                        "sequence public.not_fed_a_seq", "sequence public.not_fed_e_seq", "sequence public.of_text");

        engine.sql("DELETE FROM fed; SELECT setval('for_numeric', 1, FALSE)");
        restore(manifest, "fed");
        assertThat(engine.number("SELECT nextval('for_numeric')")).isEqualTo(4);
    }
}
