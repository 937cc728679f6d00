package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.TableId;
import io.tillback.running.StoreRoles;
import io.tillback.shipment.Rebuilt;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tables that are built in unusual ways stand again as they stood. */
@SuppressWarnings("NullAway.Init")
class RebuildShapesIT {
    private Engine lost;
    private Engine other;

    @AfterEach
    void close() {
        lost.close();
        other.close();
    }

    /** Snapshot and shipment of these tables. */
    private Shipping ship(String tables) throws SQLException {
        return ship("CREATE SCHEMA shop", tables);
    }

    /** @param before what is there before the tables, in the new database too */
    private Shipping ship(String before, String tables) throws SQLException {
        lost = Engine.on(before + ";" + tables);
        other = Engine.on(before);
        lost.record();
        Shipping shipping = Shipping.of(lost);
        lost.takeSnapshot();
        shipping.ship();
        return shipping;
    }

    /** How tables are built, as the database's own printers and its catalog say it. */
    static List<String> built(Engine engine) throws SQLException {
        return engine.texts("""
                WITH piece AS (
                  SELECT c.*, c.oid::regclass::text AS name
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema|tillback)')
                SELECT concat_ws(' ', name, relkind, relpersistence, relowner::regrole, relreplident, relrowsecurity, relforcerowsecurity)
                FROM piece
                UNION ALL
                SELECT concat_ws(' ', name, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
                         a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation)
                FROM piece
                JOIN pg_attribute a ON a.attrelid = piece.oid AND a.attnum > 0 AND NOT a.attisdropped
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                UNION ALL
                SELECT concat_ws(' ', name, o.conname, pg_get_constraintdef(o.oid), o.coninhcount)
                FROM piece JOIN pg_constraint o ON o.conrelid = piece.oid AND (o.contype <> 'n' OR NOT o.convalidated)
                UNION ALL
                SELECT concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisreplident) FROM piece JOIN pg_index i ON i.indrelid = piece.oid
                UNION ALL
                SELECT concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled)
                FROM piece JOIN pg_trigger g ON g.tgrelid = piece.oid AND NOT g.tgisinternal AND g.tgname !~ '^tillback_'
                UNION ALL
                SELECT concat_ws(' ', i.inhrelid::regclass, 'in', i.inhparent::regclass) FROM piece JOIN pg_inherits i ON i.inhrelid = piece.oid
                UNION ALL
                SELECT concat_ws(' ', name, p.grantee::regrole, p.privilege_type, p.is_grantable)
                FROM piece, aclexplode(relacl) p WHERE p.grantee <> relowner
                UNION ALL
                SELECT concat_ws(' ', name, a.attname, p.grantee::regrole, p.privilege_type)
                FROM piece JOIN pg_attribute a ON a.attrelid = piece.oid, aclexplode(a.attacl) p
                UNION ALL
                SELECT concat_ws(' ', s.oid::regclass, p.grantee::regrole, p.privilege_type)
                FROM pg_class s, aclexplode(s.relacl) p
                WHERE s.relkind = 'S' AND p.grantee <> s.relowner AND s.relnamespace <> 'tillback'::regnamespace
                UNION ALL
                SELECT concat_ws(' ', s.seqrelid::regclass, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
                FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relnamespace <> 'tillback'::regnamespace
                ORDER BY 1
                """);
    }

    @Test
    void a_child_has_its_parents_checks_and_belongs_to_it_again() throws SQLException {
        Shipping shipping = ship("""
                CREATE TABLE shop.parent (id int PRIMARY KEY, price int, CONSTRAINT positive CHECK (price > 0),
                  CONSTRAINT mine CHECK (id > 0) NO INHERIT);
                CREATE TABLE shop.a_child (PRIMARY KEY (id), extra text) INHERITS (shop.parent);
                CREATE TABLE shop.z_grandchild (CHECK (extra <> '')) INHERITS (shop.a_child);
                INSERT INTO shop.a_child VALUES (1, 1, 'a'), (2, 2, 'b');
                INSERT INTO shop.z_grandchild VALUES (3, 3, 'c');
                """);

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rebuilt.problems()).isEmpty();
        assertThat(built(other)).isEqualTo(built(lost));
        assertThat(other.number("SELECT count(*) FROM shop.parent")).isEqualTo(3);
    }

    @Test
    void a_dropped_child_belongs_to_its_parent_again() throws SQLException {
        lost = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.parent (id int PRIMARY KEY, price int CHECK (price > 0));
                CREATE TABLE shop.child (PRIMARY KEY (id)) INHERITS (shop.parent);
                INSERT INTO shop.child VALUES (1, 1), (2, 2);
                """);
        other = Engine.on("CREATE SCHEMA shop");
        List<String> before = built(lost);
        var snapshot = lost.takeSnapshot();
        lost.sql("DROP TABLE shop.child");

        lost.apply(lost.plan(Requests.wholeTables(snapshot, new TableId("shop", "child")), snapshot));

        assertThat(built(lost)).isEqualTo(before);
        assertThat(lost.number("SELECT count(*) FROM shop.parent")).isEqualTo(2);
    }

    @Test
    void numbers_go_on_as_they_were_counted() throws SQLException {
        Shipping shipping = ship("""
                CREATE TABLE shop.down (id int GENERATED ALWAYS AS IDENTITY (INCREMENT -1) PRIMARY KEY, v int);
                CREATE TABLE shop.tens (id int GENERATED BY DEFAULT AS IDENTITY (START 1000 INCREMENT 10 MAXVALUE 9000 CACHE 1) PRIMARY KEY,
                  v int);
                CREATE SEQUENCE shop.shared;
                CREATE TABLE shop.a (id int PRIMARY KEY DEFAULT nextval('shop.shared'));
                CREATE TABLE shop.b (id int PRIMARY KEY DEFAULT nextval('shop.shared'));
                CREATE TABLE shop.owner (id serial PRIMARY KEY);
                CREATE TABLE shop.guest (id int PRIMARY KEY DEFAULT nextval('shop.owner_id_seq'));
                ALTER SEQUENCE shop.shared OWNED BY shop.b.id;
                CREATE TABLE shop.moved (id serial PRIMARY KEY);
                ALTER TABLE shop.moved ALTER id SET DEFAULT nextval('shop.shared');
                CREATE TABLE shop.item (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v int);
                ALTER TABLE shop.item RENAME TO item_old;
                CREATE TABLE shop.item (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v int);
                INSERT INTO shop.item_old (v) SELECT 1 FROM generate_series(1, 50);
                INSERT INTO shop.down (v) VALUES (1), (2);
                INSERT INTO shop.tens (v) VALUES (1), (2);
                INSERT INTO shop.a SELECT FROM generate_series(1, 5);
                INSERT INTO shop.guest SELECT FROM generate_series(1, 5);
                """);
        lost.sql("INSERT INTO shop.b SELECT FROM generate_series(1, 3)");
        shipping.ship();
        lost.sql("INSERT INTO shop.a SELECT FROM generate_series(1, 30)");
        lost.sql("INSERT INTO shop.item (v) VALUES (1); INSERT INTO shop.item_old (v) VALUES (1)");
        lost.sql(
                "INSERT INTO shop.down (v) VALUES (3); INSERT INTO shop.tens (v) VALUES (3); INSERT INTO shop.guest DEFAULT VALUES");
        shipping.ship();

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rebuilt.problems())
                .singleElement()
                .asString()
                .startsWith("sequence shop.moved_id_seq: it feeds no column");
        other.sql("INSERT INTO shop.item (v) VALUES (2); INSERT INTO shop.item_old (v) VALUES (2);"
                + "INSERT INTO shop.down (v) VALUES (4); INSERT INTO shop.tens (v) VALUES (4);"
                + " INSERT INTO shop.b DEFAULT VALUES; INSERT INTO shop.owner DEFAULT VALUES");
        assertThat(other.texts("SELECT concat_ws(' ', (SELECT min(id) FROM shop.down), (SELECT max(id) FROM shop.tens),"
                        + " (SELECT max(id) FROM shop.b), (SELECT max(id) FROM shop.owner), (SELECT max(id) FROM shop.item),"
                        + " (SELECT max(id) FROM shop.item_old))"))
                .containsExactly("-4 1030 39 7 2 52");
    }

    @Test
    void triggers_rights_and_row_security_are_as_they_were() throws SQLException {
        Shipping shipping = ship("""
                CREATE SCHEMA shop;
                CREATE FUNCTION shop.f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$
                """, """
                CREATE TABLE shop.item (id serial PRIMARY KEY, name text, secret text, code int NOT NULL);
                INSERT INTO shop.item (name, code) VALUES ('a', 1);
                CREATE UNIQUE INDEX by_code ON shop.item (code);
                CREATE TRIGGER t1 BEFORE INSERT ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.f();
                CREATE TRIGGER t2 BEFORE INSERT ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.f();
                CREATE TRIGGER t3 BEFORE INSERT ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.f();
                CREATE CONSTRAINT TRIGGER "t 4" AFTER INSERT ON shop.item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop.f();
                ALTER TABLE shop.item DISABLE TRIGGER t1, ENABLE ALWAYS TRIGGER t2, ENABLE REPLICA TRIGGER t3;
                ALTER TABLE shop.item REPLICA IDENTITY USING INDEX by_code;
                ALTER TABLE shop.item ENABLE ROW LEVEL SECURITY;
                GRANT USAGE ON SEQUENCE shop.item_id_seq TO pg_monitor;
                GRANT SELECT (id, name), UPDATE (name) ON shop.item TO pg_monitor;
                GRANT INSERT ON shop.item TO pg_monitor WITH GRANT OPTION;
                GRANT SELECT ON shop.item TO PUBLIC;
                CREATE TABLE shop.log (line text);
                ALTER TABLE shop.log REPLICA IDENTITY FULL;
                """);

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rebuilt.problems()).isEmpty();
        assertThat(built(other)).isEqualTo(built(lost));
    }

    @Test
    void tables_that_need_each_other_are_created_in_the_order_they_need() throws SQLException {
        Shipping shipping = ship("""
                CREATE TABLE shop.z_kind (id int PRIMARY KEY, name text);
                CREATE TABLE shop.a_thing (id int PRIMARY KEY, kind shop.z_kind);
                INSERT INTO shop.z_kind VALUES (1, 'k');
                INSERT INTO shop.a_thing SELECT 1, k FROM shop.z_kind k;
                """);

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rebuilt.problems()).isEmpty();
        assertThat(built(other)).isEqualTo(built(lost));
        assertThat(other.texts("SELECT (kind).name FROM shop.a_thing")).containsExactly("k");
    }

    @Test
    void a_table_that_cannot_be_created_is_named_with_what_it_needs() throws SQLException {
        Shipping shipping = ship("""
                CREATE TYPE shop.state AS ENUM ('new');
                CREATE TABLE shop.thing (id int PRIMARY KEY, state shop.state);
                """);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> shipping.rebuildIn(other))
                .matches(e -> e.code() == ErrorCode.DATABASE_FAILED)
                .withMessageContaining("table shop.thing cannot be created: ERROR: type \"shop.state\" does not exist");
        assertThat(other.tables()).isEmpty();
    }

    @Test
    void a_sequence_that_may_not_be_set_costs_no_rows() throws SQLException {
        String sequence = "CREATE SCHEMA shop; CREATE SEQUENCE shop.nr";
        Shipping shipping =
                ship(sequence, "CREATE TABLE shop.item (id int PRIMARY KEY DEFAULT nextval('shop.nr'), v int)");
        lost.sql("INSERT INTO shop.item (v) SELECT n FROM generate_series(1, 7) n");
        shipping.ship();
        other.superuserSql("ALTER SEQUENCE shop.nr OWNER TO postgres; GRANT SELECT, USAGE ON SEQUENCE shop.nr TO "
                + StoreRoles.TILLBACK.role());

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(other.number("SELECT count(*) FROM shop.item")).isEqualTo(7);
        assertThat(rebuilt.problems())
                .singleElement()
                .asString()
                .startsWith(
                        "sequence shop.nr of shop.item had got to 7 and could not be set to that: ERROR: permission denied");
    }

    @Test
    void a_partition_that_was_detached_just_before_does_not_stand_in_the_way() throws SQLException {
        Shipping shipping = ship("""
                CREATE TABLE shop.sale (id int, y int, PRIMARY KEY (id, y)) PARTITION BY LIST (y);
                CREATE TABLE shop.sale_1 PARTITION OF shop.sale FOR VALUES IN (1);
                CREATE TABLE shop.sale_2 PARTITION OF shop.sale FOR VALUES IN (2);
                INSERT INTO shop.sale SELECT n, n % 2 + 1 FROM generate_series(1, 10) n;
                """);
        lost.sql("ALTER TABLE shop.sale DETACH PARTITION shop.sale_1");
        shipping.ship();

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(other.number("SELECT count(*) FROM shop.sale")).isEqualTo(10);
        assertThat(rebuilt.problems())
                .singleElement()
                .asString()
                .startsWith("table shop.sale_1: ERROR: relation \"sale_1\" already exists");
        assertThat(rebuilt.tables().get(0).reason().orElseThrow()).contains("altered since");
    }
}
