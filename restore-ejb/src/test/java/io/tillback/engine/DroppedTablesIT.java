package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreScope;
import io.tillback.model.TableId;
import io.tillback.plan.Drift.Kind;
import io.tillback.plan.Plan;
import io.tillback.running.RunningPostgres;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table that was dropped is created again, as the snapshot describes it, in the transaction that fills it. */
class DroppedTablesIT {
    private static final TableId ORDER = new TableId("shop", "order");
    private static final TableId LINE = new TableId("shop", "Line \"items\"");
    private static final TableId EVENT = new TableId("shop", "event");

    private Engine engine;

    @BeforeEach
    void fill_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TYPE shop.state AS ENUM ('new', 'paid');
                CREATE FUNCTION shop.stamp() RETURNS trigger LANGUAGE plpgsql AS
                  $$BEGIN NEW.stamped = TRUE; RETURN NEW; END$$;
                CREATE TABLE shop.buyer (id serial PRIMARY KEY, name text NOT NULL);
                CREATE TABLE shop."order" (
                  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                  buyer int NOT NULL REFERENCES shop.buyer,
                  state shop.state NOT NULL DEFAULT 'new',
                  net numeric(10,2) CHECK (net >= 0),
                  gross numeric(10,2) GENERATED ALWAYS AS (net * 1.19) STORED,
                  note text COLLATE "C" DEFAULT 'it''s',
                  stamped boolean);
                CREATE INDEX "order by buyer" ON shop."order" (buyer) WHERE state = 'paid';
                CREATE TRIGGER stamp BEFORE INSERT ON shop."order" FOR EACH ROW EXECUTE FUNCTION shop.stamp();
                CREATE TABLE shop."Line \"\"items\"\"" (
                  id serial PRIMARY KEY,
                  "order" bigint REFERENCES shop."order" ON DELETE CASCADE,
                  UNIQUE ("order", id));
                CREATE TABLE shop.event (at date NOT NULL, id int NOT NULL, what text, PRIMARY KEY (at, id))
                  PARTITION BY RANGE (at);
                CREATE TABLE shop.event_january PARTITION OF shop.event FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
                CREATE TABLE shop.event_later PARTITION OF shop.event DEFAULT PARTITION BY HASH (id);
                CREATE TABLE shop.event_later_0 PARTITION OF shop.event_later FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE shop.event_later_1 PARTITION OF shop.event_later FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                CREATE INDEX ON shop.event (what);
                INSERT INTO shop.buyer (name) VALUES ('a'), ('b');
                INSERT INTO shop."order" (buyer, net) SELECT n % 2 + 1, n FROM generate_series(1, 10) n;
                INSERT INTO shop."Line \"\"items\"\"" ("order") SELECT n % 10 + 1 FROM generate_series(1, 20) n;
                INSERT INTO shop.event SELECT date '2026-01-20' + n, n, 'e' || n FROM generate_series(1, 40) n;
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan(Manifest manifest, TableId... tables) throws SQLException {
        return engine.plan(Requests.wholeTables(manifest, tables), manifest);
    }

    /** How a table is built, as the database's own printers say it, and what it holds. */
    private List<String> everythingOf(String table) throws SQLException {
        return engine.texts("""
                SELECT concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
                         pg_get_expr(d.adbin, d.adrelid), l.collname)
                FROM pg_attribute a
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                LEFT JOIN pg_collation l ON l.oid = a.attcollation
                WHERE a.attrelid = '%1$s'::regclass AND a.attnum > 0
                UNION ALL
                SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '%1$s'::regclass
                UNION ALL
                SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = '%1$s'::regclass
                UNION ALL
                SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = '%1$s'::regclass AND NOT tgisinternal
                UNION ALL
                SELECT inhrelid::regclass || ' ' || pg_get_expr(relpartbound, oid)
                FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = '%1$s'::regclass
                UNION ALL
                SELECT grantee::regrole || ' ' || privilege_type FROM pg_class, aclexplode(relacl) WHERE oid = '%1$s'::regclass
                UNION ALL
                SELECT t::text FROM %1$s t
                ORDER BY 1
                """.formatted(table));
    }

    @Test
    void a_dropped_table_comes_back_with_rows_keys_indexes_triggers_and_sequences() throws SQLException {
        List<String> before = everythingOf("shop.\"order\"");
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DROP TABLE shop.\"order\" CASCADE");

        Plan plan = plan(manifest, ORDER);
        engine.apply(plan);

        assertThat(plan.drift()).extracting(drift -> drift.kind()).containsExactly(Kind.TABLE_DROPPED);
        assertThat(plan.tables().get(0).rebuild().first())
                .anyMatch(sql -> sql.startsWith("CREATE TABLE shop.\"order\""));
        assertThat(everythingOf("shop.\"order\"")).isEqualTo(before);
        engine.sql("INSERT INTO shop.\"order\" (buyer, net) VALUES (1, 1)");
        assertThat(engine.number("SELECT max(id) FROM shop.\"order\"")).isEqualTo(11);
    }

    @Test
    void two_dropped_tables_that_refer_to_each_other_come_back_in_one_plan() throws SQLException {
        List<String> orders = everythingOf("shop.\"order\"");
        List<String> lines = everythingOf("shop.\"Line \"\"items\"\"\"");
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DROP TABLE shop.\"order\" CASCADE; DROP TABLE shop.\"Line \"\"items\"\"\"");

        engine.apply(plan(manifest, LINE, ORDER));

        assertThat(everythingOf("shop.\"order\"")).isEqualTo(orders);
        assertThat(everythingOf("shop.\"Line \"\"items\"\"\"")).isEqualTo(lines);
        engine.sql("INSERT INTO shop.\"Line \"\"items\"\"\" (\"order\") VALUES (1)");
        assertThat(engine.number("SELECT max(id) FROM shop.\"Line \"\"items\"\"\""))
                .isEqualTo(21);
    }

    @Test
    void a_dropped_partitioned_table_comes_back_with_its_partitions() throws SQLException {
        List<String> before = everythingOf("shop.event");
        List<String> later = everythingOf("shop.event_later");
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DROP TABLE shop.event");

        engine.apply(plan(manifest, EVENT));

        assertThat(everythingOf("shop.event")).isEqualTo(before);
        assertThat(everythingOf("shop.event_later")).isEqualTo(later);
    }

    @Test
    void a_dropped_table_whose_rows_refer_to_rows_that_are_gone_is_refused_before() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DROP TABLE shop.\"order\" CASCADE; DELETE FROM shop.buyer WHERE id = 2");

        Plan plan = plan(manifest, ORDER);

        assertThat(plan.blockers()).hasSize(1);
        assertThat(plan.blockers().get(0).describe()).startsWith("5 rows it would write to shop.order");
    }

    @Test
    void a_table_that_stands_again_since_the_preview_is_not_written() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DROP TABLE shop.event");
        Plan plan = plan(manifest, EVENT);
        engine.sql("CREATE TABLE shop.event (id int PRIMARY KEY)");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .matches(e -> e.code() == ErrorCode.SCHEMA_CHANGED);
        assertThat(engine.number("SELECT count(*) FROM shop.event")).isZero();
    }

    @Test
    void a_dropped_table_is_not_created_where_missing_rows_are_left() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DROP TABLE shop.event");
        RestorePolicy leaving = new RestorePolicy(
                RestorePolicy.MissingRows.LEAVE,
                RestorePolicy.ChangedRows.BRING_BACK,
                RestorePolicy.AddedRows.LEAVE,
                RestorePolicy.StoreTriggers.SUPPRESS);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() ->
                        engine.plan(Requests.request(manifest, leaving, RestoreScope.wholeTable(EVENT)), manifest))
                .matches(e -> e.code() == ErrorCode.TABLE_UNKNOWN)
                .withMessageContaining("the table was dropped since");
    }

    @Test
    void a_rebuilt_table_can_be_emptied_by_taking_the_restore_back() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DROP TABLE shop.event");
        Plan plan = plan(manifest, EVENT);
        engine.apply(plan);

        Plan back = engine.planToTakeBack(plan, plan.request());
        engine.apply(back);

        assertThat(back.tables().get(0).counts().remove()).isEqualTo(40);
        assertThat(engine.number("SELECT count(*) FROM shop.event")).isZero();
    }

    @Test
    void a_dropped_table_whose_nulls_were_not_all_checked_comes_back_with_them() throws SQLException {
        assumeThat(RunningPostgres.VERSION).isGreaterThanOrEqualTo(18);
        engine.sql("""
                CREATE TABLE shop.code (id int PRIMARY KEY, code text);
                INSERT INTO shop.code VALUES (1, NULL);
                ALTER TABLE shop.code ADD CONSTRAINT coded NOT NULL code NOT VALID;
                """);
        List<String> before = everythingOf("shop.code");
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DROP TABLE shop.code");

        engine.apply(plan(manifest, new TableId("shop", "code")));

        assertThat(everythingOf("shop.code")).isEqualTo(before);
    }
}
