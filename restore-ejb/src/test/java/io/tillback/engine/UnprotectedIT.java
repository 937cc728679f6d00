package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.model.OwnedSequence;
import io.tillback.model.StoreSchema;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What cannot be protected is named with its reason; no table is ever held with fewer rows than it has. */
class UnprotectedIT {
    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.empty();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** How a role without any special right sees the store. */
    private StoreSchema seenBy(String role) throws SQLException {
        PGSimpleDataSource own = (PGSimpleDataSource) engine.database;
        PGSimpleDataSource limited = new PGSimpleDataSource();
        limited.setUrl(own.getUrl());
        limited.setUser(role);
        limited.setPassword(role);
        return new JdbcLiveSchema(limited, new PostgresDialect()).load();
    }

    private String role() throws SQLException {
        String role = "clerk_" + engine.texts("SELECT current_database()").get(0);
        engine.superuserSql("CREATE ROLE %1$s LOGIN PASSWORD '%1$s'".formatted(role));
        return role;
    }

    @Test
    void a_partition_whose_detaching_was_begun_and_not_ended_is_named_and_left_out() throws SQLException {
        engine.sql("""
                CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id);
                CREATE TABLE low PARTITION OF parted FOR VALUES FROM (0) TO (10);
                CREATE TABLE high PARTITION OF parted FOR VALUES FROM (10) TO (20);
                INSERT INTO parted VALUES (1), (2), (11)
                """);
        beginToDetach("high");

        Manifest manifest = engine.takeSnapshot();

        assertThat(manifest.findTable(new TableId("public", "parted"))
                        .orElseThrow()
                        .rows())
                .isEqualTo(2);
        assertThat(manifest.unprotected())
                .anyMatch(outside -> outside.what().equals("table public.high")
                        && outside.reason().contains("FINALIZE"));
    }

    /** Somebody reads the table, so that the detaching waits after its first half; then it is cancelled. */
    private void beginToDetach(String partition) throws SQLException {
        try (Connection reader = engine.store.getConnection();
                Statement reading = reader.createStatement();
                Connection owner = engine.store.getConnection();
                Statement detaching = owner.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("SELECT FROM parted");
            detaching.execute("SET statement_timeout = 500");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> detaching.execute(
                            "ALTER TABLE parted DETACH PARTITION %s CONCURRENTLY".formatted(partition)));
            reader.rollback();
        }
    }

    @Test
    void tables_the_role_cannot_read_whole_are_named_and_left_out() throws SQLException {
        String role = role();
        engine.sql("""
                CREATE SCHEMA closed;
                CREATE TABLE closed.t (id int PRIMARY KEY);
                CREATE TABLE open (id int PRIMARY KEY);
                CREATE TABLE secret (id int PRIMARY KEY);
                CREATE TABLE policed (id int PRIMARY KEY);
                ALTER TABLE policed ENABLE ROW LEVEL SECURITY;
                CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY LIST (id);
                CREATE TABLE part_1 PARTITION OF parted FOR VALUES IN (1);
                CREATE TABLE policed_part (id int PRIMARY KEY) PARTITION BY LIST (id);
                CREATE TABLE "part 2" PARTITION OF policed_part FOR VALUES IN (2);
                ALTER TABLE "part 2" ENABLE ROW LEVEL SECURITY;
                GRANT SELECT ON open, policed, parted, policed_part, "part 2", closed.t TO %s;
                """.formatted(role));

        StoreSchema seen = seenBy(role);

        assertThat(seen.tables()).extracting(table -> table.id().name()).containsExactly("open");
        assertThat(seen.unprotected())
                .containsExactly(
                        new Unprotected("table closed.t", "the role may not use its schema: grant USAGE"),
                        new Unprotected(
                                "table public.parted",
                                "its partition public.part_1 cannot be read whole: grant SELECT on it, and BYPASSRLS"),
                        new Unprotected(
                                "table public.policed",
                                "row-level security may hide rows of it from the role: give the role BYPASSRLS"),
                        new Unprotected(
                                "table public.policed_part",
                                "its partition public.part 2 cannot be read whole: grant SELECT on it, and BYPASSRLS"),
                        new Unprotected("table public.secret", "the role may not read it: grant SELECT"));
    }

    @Test
    void whatever_is_not_a_tables_rows_is_named() throws SQLException {
        engine.sql("""
                CREATE TABLE product (id serial PRIMARY KEY);
                CREATE SEQUENCE tickets;
                CREATE TABLE ticket (id int PRIMARY KEY DEFAULT nextval('tickets'));
                CREATE SEQUENCE invoices;
                CREATE MATERIALIZED VIEW best AS TABLE product;
                SELECT lo_create(4711);
                CREATE TABLE mixed (id int) PARTITION BY LIST (id);
                """);
        engine.superuserSql("""
                CREATE EXTENSION file_fdw;
                CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
                CREATE FOREIGN TABLE far (id int) SERVER files OPTIONS (filename '/dev/null');
                CREATE FOREIGN TABLE mixed_far PARTITION OF mixed FOR VALUES IN (1) SERVER files OPTIONS (filename '/dev/null');
                """);
        try (Connection connection = engine.database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE basket (id int)");

            Manifest manifest = engine.takeSnapshot();

            assertThat(manifest.unprotected())
                    .extracting(Unprotected::what)
                    .containsExactly(
                            "1 large objects",
                            "1 temporary tables",
                            "foreign table public.far",
                            "foreign table public.mixed_far",
                            "materialized view public.best",
                            "sequence public.invoices",
                            "table public.mixed");
            assertThat(manifest.tables())
                    .flatExtracting(table -> table.shape().sequences())
                    .extracting(OwnedSequence::sequence)
                    .extracting(TableId::name)
                    .containsExactly("product_id_seq", "tickets");
        }
    }

    @Test
    void a_sequence_that_only_a_default_draws_from_is_advanced_past_what_comes_back() throws SQLException {
        engine.sql("""
                CREATE SEQUENCE tickets;
                CREATE TABLE ticket (id int PRIMARY KEY DEFAULT nextval('tickets'), v text);
                INSERT INTO ticket (v) SELECT n FROM generate_series(1, 9) n;
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM ticket; SELECT setval('tickets', 1, FALSE)");

        engine.apply(engine.plan(Requests.wholeTables(manifest, new TableId("public", "ticket")), manifest));

        assertThat(engine.number("INSERT INTO ticket (v) VALUES ('next') RETURNING id"))
                .isEqualTo(10);
    }

    @Test
    void a_row_whose_partition_was_dropped_or_detached_since_is_refused_with_what_to_do() throws SQLException {
        engine.sql("""
                CREATE TABLE sale (id int, year int, PRIMARY KEY (id, year)) PARTITION BY LIST (year);
                CREATE TABLE sale_2025 PARTITION OF sale FOR VALUES IN (2025);
                CREATE TABLE sale_2026 PARTITION OF sale FOR VALUES IN (2026);
                INSERT INTO sale SELECT n, 2025 + n % 2 FROM generate_series(1, 10) n;
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("ALTER TABLE sale DETACH PARTITION sale_2025; DELETE FROM sale WHERE id > 5");
        Plan plan = engine.plan(Requests.wholeTables(manifest, new TableId("public", "sale")), manifest);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATED);
                    assertThat(e.fact()).contains("no partition of relation \"sale\" found for row");
                    assertThat(e.hint()).contains("create the partition that is missing");
                });
        assertThat(engine.number("SELECT count(*) FROM sale")).isEqualTo(3);

        engine.sql("CREATE TABLE sale_rest PARTITION OF sale DEFAULT");
        engine.apply(plan);
        assertThat(engine.texts(
                        "SELECT tableoid::regclass::text || ' ' || count(*) FROM sale GROUP BY tableoid ORDER BY 1"))
                .isEqualTo(List.of("sale_2026 5", "sale_rest 5"));
    }
}
