package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.apply.Restore;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of every shape and name go into a snapshot and come out of it as they were. */
class SnapshotShapesIT {
    private static final String LONGEST_NAME = "é".repeat(31) + "x";
    private static final List<TableId> HOSTILE_TABLES = List.of(
            new TableId("public", "user"),
            new TableId("public", "order"),
            new TableId("Select", "Group"),
            new TableId("Select", "group"),
            new TableId("a.b", "c"),
            new TableId("a", "b.c"),
            new TableId("it's \"quoted\"", "'; DROP TABLE \"user\"; --"),
            new TableId("日本", "商品 名/..\\%41"),
            new TableId("public", LONGEST_NAME));
    private static final List<String> HOSTILE_COLUMNS = List.of(
            "group",
            "target",
            "live",
            "action",
            "number",
            "k1",
            "l",
            "s",
            "p",
            "Select",
            "with space",
            "with\"quote",
            "with.dot",
            "with,comma",
            "it's",
            "back\\slash",
            "line\nbreak",
            "%s",
            "größe",
            "商品",
            LONGEST_NAME);

    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.empty();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void tables_and_columns_with_hostile_names_come_back_exactly() throws SQLException {
        // given
        engine.sql("CREATE SCHEMA witness");
        for (TableId table : HOSTILE_TABLES) {
            createHostile(table);
        }
        Manifest manifest = engine.takeSnapshot();
        for (TableId table : HOSTILE_TABLES) {
            keepWitness(table);
            damage(table);
        }

        // when
        Plan plan = engine.plan(Requests.wholeTables(manifest, HOSTILE_TABLES.toArray(TableId[]::new)), manifest);
        Restore.Proof proof = engine.apply(plan);

        // then
        assertThat(manifest.tables())
                .extracting(table -> table.shape().id())
                .containsExactlyInAnyOrderElementsOf(HOSTILE_TABLES);
        assertThat(proof.rowsVerified()).isEqualTo(HOSTILE_TABLES.size() * (20L + 28 + 2));
        for (TableId table : HOSTILE_TABLES) {
            assertThat(differences(quote(table), witness(table)))
                    .as(table.toString())
                    .isZero();
        }
    }

    @Test
    void only_one_column_with_a_hostile_name_comes_back_where_asked() throws SQLException {
        engine.sql("CREATE SCHEMA witness");
        TableId table = HOSTILE_TABLES.get(6);
        createHostile(table);
        Manifest manifest = engine.takeSnapshot();
        keepWitness(table);
        String column = "it's";
        engine.sql("UPDATE " + quote(table) + " SET " + quote(column) + " = 'damaged'");

        engine.apply(engine.plan(
                Requests.request(
                        manifest,
                        Requests.EXACTLY,
                        new RestoreScope(
                                table,
                                new ColumnScope.Columns(List.of(new ColumnName(column))),
                                Requests.where(Requests.compare(column, Condition.Operator.EQUAL, "damaged")))),
                manifest));

        assertThat(differences(quote(table), witness(table))).isZero();
    }

    /** Sixty rows: key, then a text for each hostile column; some null, some empty, some with all that CSV must quote. */
    private void createHostile(TableId table) throws SQLException {
        engine.sql("CREATE SCHEMA IF NOT EXISTS " + quote(table.schema()));
        List<String> definitions = new ArrayList<>(List.of("\"ID\" int PRIMARY KEY"));
        List<String> values = new ArrayList<>(List.of("n"));
        for (String column : HOSTILE_COLUMNS) {
            definitions.add(quote(column) + " text");
            values.add("(ARRAY[NULL, '', E'a,\"b\"\\r\\nc', '\\.', E'x\\n\\\\.\\ny', n::text])[(n + " + values.size()
                    + ") % 6 + 1]");
        }
        engine.sql("CREATE TABLE " + quote(table) + " (" + String.join(", ", definitions) + ")");
        engine.sql("INSERT INTO " + quote(table) + " SELECT " + String.join(", ", values)
                + " FROM generate_series(1, 60) n");
    }

    private void damage(TableId table) throws SQLException {
        String name = quote(table);
        engine.sql("DELETE FROM " + name + " WHERE \"ID\" <= 20");
        engine.sql("UPDATE " + name + " SET \"group\" = 'damaged' WHERE \"ID\" BETWEEN 21 AND 48");
        engine.sql("INSERT INTO " + name + " (\"ID\") VALUES (1001), (1002)");
    }

    private void keepWitness(TableId table) throws SQLException {
        engine.sql("CREATE TABLE " + witness(table) + " AS TABLE " + quote(table));
    }

    private static String witness(TableId table) {
        return "witness.t" + HOSTILE_TABLES.indexOf(table);
    }

    private long differences(String one, String other) throws SQLException {
        return engine.number(
                "SELECT count(*) FROM ((TABLE %s EXCEPT ALL TABLE %s) UNION ALL (TABLE %s EXCEPT ALL TABLE %s)) d"
                        .formatted(one, other, other, one));
    }

    private static String quote(TableId table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Test
    void a_larger_table_lies_in_several_objects_that_hold_every_row_exactly_once() throws SQLException {
        engine.sql("""
                CREATE TABLE large AS SELECT n AS id, repeat(md5(n::text), 3) AS pad FROM generate_series(1, 20000) n;
                DELETE FROM large WHERE id BETWEEN 5000 AND 9000;
                ALTER TABLE large ADD PRIMARY KEY (id);
                """);
        TableId large = new TableId("public", "large");

        Manifest manifest = engine.takeSnapshot();

        Manifest.Table table = manifest.findTable(large).orElseThrow();
        assertThat(table.parts()).hasSizeGreaterThan(10).allSatisfy(part -> assertThat(
                        part.data().key())
                .endsWith("/data/public.large." + part.number() + ".csv.zst"));
        assertThat(table.parts()).extracting(Manifest.Part::number).isSorted().doesNotHaveDuplicates();
        assertThat(table.rows()).isEqualTo(15999);
        assertThat(differences("large", engine.stage(manifest, large))).isZero();
    }

    @Test
    void the_rows_of_all_partitions_are_held_once_and_come_back_to_their_partitions() throws SQLException {
        engine.sql("""
                CREATE TABLE sale (id int, sold date, amount int, PRIMARY KEY (id, sold)) PARTITION BY RANGE (sold);
                CREATE TABLE sale_2025 PARTITION OF sale FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
                CREATE TABLE sale_2026 PARTITION OF sale FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')
                  PARTITION BY HASH (id);
                CREATE TABLE sale_2026_0 PARTITION OF sale_2026 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE sale_2026_1 PARTITION OF sale_2026 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                CREATE TABLE sale_rest PARTITION OF sale DEFAULT;
                INSERT INTO sale SELECT n, date '2024-12-01' + n % 900, n FROM generate_series(1, 5000) n;
                CREATE TABLE sale_empty (id int PRIMARY KEY) PARTITION BY HASH (id);
                """);
        TableId sale = new TableId("public", "sale");
        Manifest manifest = engine.takeSnapshot();
        engine.sql("CREATE SCHEMA witness; CREATE TABLE witness.sale AS SELECT tableoid::int AS home, * FROM sale");
        engine.sql("DELETE FROM sale WHERE id % 3 = 0; UPDATE sale SET amount = 0 WHERE id % 5 = 0");

        engine.apply(engine.plan(Requests.wholeTables(manifest, sale), manifest));

        assertThat(manifest.tables())
                .extracting(table -> table.shape().id().name())
                .containsExactly("sale", "sale_empty");
        assertThat(manifest.findTable(sale).orElseThrow().rows()).isEqualTo(5000);
        assertThat(engine.number(
                        "SELECT count(*) FROM (TABLE witness.sale EXCEPT ALL SELECT tableoid::int, * FROM sale) d"))
                .isZero();
        assertThat(engine.number("SELECT count(*) FROM sale")).isEqualTo(5000);
    }

    @Test
    void a_table_and_the_tables_that_inherit_from_it_are_held_apart() throws SQLException {
        engine.sql("""
                CREATE TABLE vehicle (id int PRIMARY KEY, name text);
                CREATE TABLE car (doors int, PRIMARY KEY (id)) INHERITS (vehicle);
                INSERT INTO vehicle VALUES (1, 'sledge');
                INSERT INTO car VALUES (2, 'mini', 3), (3, 'van', 5);
                """);
        TableId vehicle = new TableId("public", "vehicle");
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE vehicle SET name = 'damaged'");

        Plan plan = engine.plan(Requests.wholeTables(manifest, vehicle), manifest);
        engine.apply(plan);

        assertThat(manifest.findTable(vehicle).orElseThrow().rows()).isEqualTo(1);
        assertThat(manifest.findTable(new TableId("public", "car"))
                        .orElseThrow()
                        .rows())
                .isEqualTo(2);
        assertThat(engine.texts("SELECT name FROM vehicle ORDER BY id"))
                .containsExactly("sledge", "damaged", "damaged");
    }

    @Test
    void an_empty_table_a_keyless_one_and_one_without_columns_are_held_too() throws SQLException {
        // given
        engine.sql("""
                CREATE TABLE empty (id int PRIMARY KEY, name text);
                CREATE TABLE keyless (name text);
                INSERT INTO keyless VALUES ('twice'), ('twice'), (NULL), (''), (E'two\\nlines'), ('\\.');
                CREATE TABLE columnless ();
                INSERT INTO columnless DEFAULT VALUES;
                INSERT INTO columnless DEFAULT VALUES;
                """);
        TableId keyless = new TableId("public", "keyless");

        // when
        Manifest manifest = engine.takeSnapshot();

        // then
        assertThat(engine.verify(manifest).problems()).isEmpty();
        assertThat(manifest.tables())
                .extracting(table -> table.shape().id().name() + " " + table.rows())
                .containsExactly("columnless 2", "empty 0", "keyless 6");
        assertThat(differences("keyless", engine.stage(manifest, keyless))).isZero();
        engine.sql("INSERT INTO empty VALUES (1, 'added')");
        engine.apply(engine.plan(Requests.wholeTables(manifest, new TableId("public", "empty")), manifest));
        assertThat(engine.number("SELECT count(*) FROM empty")).isZero();
    }

    @Test
    void what_a_snapshot_cannot_hold_is_named_in_it() throws SQLException {
        engine.sql("""
                CREATE TABLE product (id int PRIMARY KEY);
                CREATE MATERIALIZED VIEW best AS TABLE product;
                SELECT lo_create(4711);
                """);

        Manifest manifest = engine.takeSnapshot();

        assertThat(manifest.unprotected())
                .extracting(StoreSchema.Unprotected::what)
                .containsExactly("1 large objects", "materialized view public.best");
    }

    @Test
    void rows_are_found_by_keys_of_every_type_however_they_are_spelled() throws SQLException {
        // given
        engine.sql("CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE DOMAIN code AS numeric CHECK (VALUE > 0)");
        List<String[]> keys = List.of(
                new String[] {"char(5)", "ab", "ab   "},
                new String[] {"varchar(5)", "ab", "ab"},
                new String[] {"numeric", "1.50", "1.5"},
                new String[] {"numeric(10,2)", "1.5", "1.50"},
                new String[] {"double precision", "0", "-0"},
                new String[] {"boolean", "true", "yes"},
                new String[] {"inet", "10.0.0.1", "10.0.0.1/32"},
                new String[] {"interval", "1 day", "24 hours"},
                new String[] {"timestamptz", "2026-03-01 09:00:00+00", "2026-03-01T10:00:00+01"},
                new String[] {"date", "2026-03-01", "1 March 2026"},
                new String[] {"uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "A0EEBC999C0B4EF8BB6D6BB9BD380A11"},
                new String[] {"bytea", "\\x6162", "ab"},
                new String[] {"jsonb", "{\"a\": 1.0}", "{ \"a\" : 1.00 }"},
                new String[] {"int[]", "{1,2}", "{ 1, 2 }"},
                new String[] {"mood", "glad", "glad"},
                new String[] {"code", "7.0", "7"},
                new String[] {"bigint", "-42", "-0042"},
                new String[] {"\"char\"", "x", "x"});
        for (int i = 0; i < keys.size(); i++) {
            engine.sql("CREATE TABLE t%d (k %s PRIMARY KEY, v int); INSERT INTO t%d VALUES ('%s', 1)"
                    .formatted(i, keys.get(i)[0], i, keys.get(i)[1]));
        }
        Manifest manifest = engine.takeSnapshot();

        List<RestoreScope> scopes = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            engine.sql("DELETE FROM t" + i);
            RowScope row = new RowScope.Keys(List.of(RowKey.of(keys.get(i)[2])));
            scopes.add(Requests.rows(new TableId("public", "t" + i), row));
        }

        // when
        engine.apply(engine.plan(Requests.request(manifest, Requests.EXACTLY, scopes), manifest));

        // then
        for (int i = 0; i < keys.size(); i++) {
            assertThat(engine.number("SELECT count(*) FROM t" + i))
                    .as(keys.get(i)[0])
                    .isEqualTo(1);
        }
    }
}
