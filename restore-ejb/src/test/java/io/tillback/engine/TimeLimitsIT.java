package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.apply.Restore.Proof;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Tillback signs in as a role whose statements and transactions are to end in less than a second, as many a store's do. */
class TimeLimitsIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final String LIMITS = """
            DO $$BEGIN
              EXECUTE format('ALTER ROLE tillback IN DATABASE %I SET statement_timeout = 500', current_database());
              IF current_setting('server_version_num')::int >= 170000 THEN
                EXECUTE format('ALTER ROLE tillback IN DATABASE %I SET transaction_timeout = 700', current_database());
              END IF;
            END$$
            """;

    /** Each row takes a tenth of a second. */
    private static final String SLOW = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.product (id int PRIMARY KEY, name text);
            INSERT INTO shop.product SELECT n, 'p' || n FROM generate_series(1, 12) n;
            CREATE FUNCTION shop.think() RETURNS trigger LANGUAGE plpgsql AS
              $$BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END$$;
            """;

    @Test
    void rows_that_take_long_to_write_are_written_at_once() throws SQLException {
        assertThat(restoreAfter("UPDATE shop.product SET name = 'damaged'").rowsVerified())
                .isEqualTo(12);
    }

    @Test
    void rows_that_take_long_to_write_are_written_in_order() throws SQLException {
        assertThat(restoreAfter("DELETE FROM shop.product").rowsVerified()).isEqualTo(12);
    }

    private static Proof restoreAfter(String damage) throws SQLException {
        try (Engine engine = Engine.on(SLOW)) {
            engine.superuserSql(LIMITS);
            Manifest manifest = engine.takeSnapshot();
            engine.sql(damage);
            engine.sql("CREATE TRIGGER think BEFORE INSERT OR UPDATE ON shop.product"
                    + " FOR EACH ROW EXECUTE FUNCTION shop.think()");
            Plan plan = engine.plan(
                    Requests.request(manifest, Requests.exactly(StoreTriggers.FIRE), RestoreScope.wholeTable(PRODUCT)),
                    manifest);
            return engine.apply(plan);
        }
    }
}
