package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcOutbox;
import io.tillback.jdbc.JdbcRestoredRows;
import io.tillback.model.Part;
import io.tillback.model.TableId;
import io.tillback.notice.Courier;
import io.tillback.notice.Notice;
import io.tillback.notice.Outbox;
import io.tillback.notice.Receiver;
import io.tillback.notice.RestoredRows;
import io.tillback.notice.RestoredTables;
import io.tillback.plan.Plan;
import io.tillback.plan.Planner.Applied;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A shop in which tables are restored, and somebody is told of it. */
final class ToldShop implements AutoCloseable {
    static final TableId PRODUCT = new TableId("shop", "product");
    static final Instant LONG_AGO = Instant.parse("2000-01-01T00:00:00Z");

    final Engine engine;
    final Outbox outbox;
    Manifest manifest;

    /** Plans whose rows are still there, by the restore that wrote them. */
    final Map<String, Applied> applied = new HashMap<>();

    /** @param more tables than the products */
    ToldShop(String more) throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, seller text, name text);
                INSERT INTO shop.product SELECT n, 's' || n % 2, 'product ' || n FROM generate_series(1, 3000) n;
                """ + more);
        outbox = new JdbcOutbox(engine.database);
        manifest = engine.takeSnapshot();
    }

    void restore(TableId... tables) throws SQLException {
        applyWhole(engine.plan(Requests.wholeTables(manifest, tables), manifest));
    }

    /** One product is damaged and restored. */
    void restoreProduct(int id) throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = " + id);
        restore(PRODUCT);
    }

    void applyWhole(Plan plan) throws SQLException {
        engine.apply(plan);
        note(plan, new Part.Whole());
    }

    void note(Plan plan, Part part) throws SQLException {
        String id = engine.texts("SELECT restore FROM tillback.notice ORDER BY number DESC LIMIT 1")
                .get(0);
        applied.put(id, new Applied(plan, part, Instant.now()));
    }

    Notice heardBy(Receiver receiver) {
        Hears listener = new Hears(receiver, 0);
        outbox.gatherForStores(receiver, LONG_AGO);
        assertThat(new Courier(outbox, listener).deliver()).isEmpty();
        return listener.heard.get(listener.heard.size() - 1);
    }

    RestoredTables restored() {
        RestoredRows rows = new JdbcRestoredRows(engine.database, new PostgresDialect());
        return new RestoredTables(rows, id -> Optional.ofNullable(applied.get(id.value())));
    }

    @Override
    public void close() {
        engine.close();
    }
}
