package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.running.RunningPostgres;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which unique indexes identify rows: those under which no two rows are equal as the columns themselves have it. */
class RowKeysIT {
    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.on("""
                CREATE EXTENSION citext;
                CREATE DOMAIN word AS citext;
                CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                CREATE TYPE pair AS (a numeric, b int);
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Map<String, List<ColumnName>> keys() {
        return new JdbcLiveSchema(engine.database, new PostgresDialect())
                .load().tables().stream()
                        .collect(Collectors.toMap(table -> table.id().name(), TableShape::key));
    }

    private void assertComesBack(String table, String removal) throws SQLException {
        String contents = "SELECT t::text FROM %s t ORDER BY t::text COLLATE \"C\"".formatted(table);
        List<String> before = engine.texts(contents);
        Manifest manifest = engine.takeSnapshot();
        engine.sql(removal);

        engine.apply(engine.plan(Requests.wholeTables(manifest, new TableId("public", table)), manifest));

        assertThat(engine.texts(contents)).isEqualTo(before);
    }

    @Test
    void rows_that_only_the_index_tells_apart_by_its_collation_come_back() throws SQLException {
        engine.sql("""
                CREATE TABLE label (name text COLLATE any_case NOT NULL, v int);
                CREATE UNIQUE INDEX ON label (name COLLATE "C");
                INSERT INTO label VALUES ('a', 1), ('A', 2);
                """);

        assertComesBack("label", "DELETE FROM label WHERE name COLLATE \"C\" = 'A'");
    }

    @Test
    void rows_that_only_the_index_tells_apart_by_its_operators_come_back() throws SQLException {
        engine.sql("""
                CREATE TABLE point_of_sale (at pair NOT NULL, v int);
                CREATE UNIQUE INDEX ON point_of_sale (at record_image_ops);
                INSERT INTO point_of_sale VALUES ('(1.0,1)', 1), ('(1.00,1)', 2);
                """);

        assertComesBack("point_of_sale", "DELETE FROM point_of_sale WHERE v = 2");
    }

    @Test
    void an_index_that_tells_more_rows_apart_than_the_columns_do_is_no_key() throws SQLException {
        engine.sql("""
                CREATE TABLE by_collation (k text COLLATE any_case NOT NULL);
                CREATE UNIQUE INDEX ON by_collation (k COLLATE "C");
                CREATE TABLE by_second_column (a int NOT NULL, k text COLLATE any_case NOT NULL);
                CREATE UNIQUE INDEX ON by_second_column (a, k COLLATE "C");
                CREATE TABLE by_operators (k citext NOT NULL);
                CREATE UNIQUE INDEX ON by_operators (k text_ops);
                CREATE TABLE by_operators_of_a_domain (k word NOT NULL);
                CREATE UNIQUE INDEX ON by_operators_of_a_domain (k text_ops);
                CREATE TABLE by_image (k pair NOT NULL);
                CREATE UNIQUE INDEX ON by_image (k record_image_ops);
                """);

        assertThat(keys())
                .hasSize(5)
                .allSatisfy((table, key) -> assertThat(key).as(table).isEmpty());
    }

    @Test
    void an_index_under_which_the_same_values_are_equal_is_a_key() throws SQLException {
        engine.sql("""
                CREATE TABLE by_collation (k text NOT NULL);
                CREATE UNIQUE INDEX ON by_collation (k COLLATE "C");
                CREATE TABLE by_coarser_collation (k text NOT NULL);
                CREATE UNIQUE INDEX ON by_coarser_collation (k COLLATE any_case);
                CREATE TABLE by_pattern (k text NOT NULL);
                CREATE UNIQUE INDEX ON by_pattern (k text_pattern_ops);
                CREATE TABLE by_varchar_pattern (k varchar(9) NOT NULL);
                CREATE UNIQUE INDEX ON by_varchar_pattern (k varchar_pattern_ops);
                CREATE TABLE by_bpchar_pattern (k char(9) NOT NULL);
                CREATE UNIQUE INDEX ON by_bpchar_pattern (k bpchar_pattern_ops);
                CREATE TABLE by_varchar (k varchar NOT NULL UNIQUE);
                CREATE TABLE by_citext (k citext NOT NULL UNIQUE);
                CREATE TABLE by_citext_pattern (k citext NOT NULL);
                CREATE UNIQUE INDEX ON by_citext_pattern (k citext_pattern_ops);
                CREATE TABLE by_domain (k word NOT NULL UNIQUE);
                CREATE TABLE by_array (k citext[] NOT NULL UNIQUE);
                CREATE TABLE by_record (k pair NOT NULL UNIQUE);
                CREATE TABLE by_range (k numrange NOT NULL UNIQUE);
                CREATE TABLE by_network (k cidr NOT NULL UNIQUE);
                CREATE TABLE by_class (k regclass NOT NULL UNIQUE);
                """);

        assertThat(keys())
                .hasSize(14)
                .allSatisfy((table, key) -> assertThat(key).as(table).containsExactly(new ColumnName("k")));
    }

    @Test
    void a_column_that_was_not_always_checked_for_nulls_makes_no_key() throws SQLException {
        assumeThat(RunningPostgres.VERSION).isGreaterThanOrEqualTo(18);
        engine.sql("""
                CREATE TABLE product (code text UNIQUE, v int);
                INSERT INTO product VALUES (NULL, 1), (NULL, 2), ('a', 3);
                ALTER TABLE product ADD CONSTRAINT coded NOT NULL code NOT VALID;
                """);

        assertThat(keys()).containsEntry("product", List.of());
        engine.sql("DELETE FROM product WHERE v = 1; UPDATE product SET code = 'x' WHERE v = 2");
        engine.sql("ALTER TABLE product VALIDATE CONSTRAINT coded");
        assertThat(keys()).containsEntry("product", List.of(new ColumnName("code")));
    }

    @Test
    void rows_come_back_beside_rows_whose_key_is_null() throws SQLException {
        assumeThat(RunningPostgres.VERSION).isGreaterThanOrEqualTo(18);
        engine.sql("""
                CREATE TABLE product (code text UNIQUE, v int);
                INSERT INTO product VALUES (NULL, 1), (NULL, 2), ('a', 3);
                ALTER TABLE product ADD CONSTRAINT coded NOT NULL code NOT VALID;
                """);

        assertComesBack("product", "DELETE FROM product WHERE v = 3");
    }
}
