package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcAlertBook;
import io.tillback.jdbc.JdbcChangeWatch;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.model.SellerPath;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertBook;
import io.tillback.notice.ChangeWatch;
import io.tillback.plan.SellerPaths;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A recorded store whose changes are looked at for alerts, from when its values are known. */
final class WatchedStore implements AutoCloseable {
    static final ChangeWatch.Columns ALL = new ChangeWatch.Columns(List.of(), List.of());
    static final ChangeWatch.Constant CONSTANT = new ChangeWatch.Constant(100, 10);
    static final ChangeWatch.Values VALUES = new ChangeWatch.Values(50, Duration.ZERO, CONSTANT, ALL);

    /** For as long as a test takes. */
    static final ChangeWatch.Values LEARNING = new ChangeWatch.Values(50, Duration.ofHours(1), CONSTANT, ALL);

    /** Of large transactions nothing is told here. */
    private static final ChangeWatch.Limits LIMITS = new ChangeWatch.Limits(999_999_999, 100);

    private static final List<SellerPath> PATHS = SellerPath.parseAll(
            "shop.product(seller_id) -> shop.seller(id); shop.seller(id); shop.price(product_id) -> shop.product(seller_id)");

    final Engine engine;
    final AlertBook book;

    private WatchedStore(Engine engine) {
        this.engine = engine;
        this.book = new JdbcAlertBook(engine.database);
    }

    static WatchedStore open() throws SQLException {
        WatchedStore store = new WatchedStore(Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.seller (id int PRIMARY KEY, name text, payout_type text);
                CREATE TABLE shop.product (
                  id int PRIMARY KEY, seller_id int REFERENCES shop.seller, file_name text, kind text, at timestamptz);
                CREATE TABLE shop.price (product_id int PRIMARY KEY REFERENCES shop.product, currency char(3), amount numeric);
                INSERT INTO shop.seller
                SELECT n, 'seller ' || n, (ARRAY['bank', 'paypal', 'card'])[1 + n % 3] FROM generate_series(1, 300) n;
                INSERT INTO shop.product
                SELECT n, 1 + n % 300, 'file-' || n || '.zip', (ARRAY['font', 'pack'])[1 + n % 2], now() FROM generate_series(1, 3000) n;
                INSERT INTO shop.price
                SELECT n, (ARRAY['EUR', 'USD'])[1 + n % 2], n FROM generate_series(1, 3000) n;
                """));
        store.begin();
        return store;
    }

    /** Records and learns whatever is not yet. */
    void begin() {
        engine.record();
        engine.journal().beat();
        look();
        watch().learn(VALUES);
    }

    ChangeWatch watch() {
        return new JdbcChangeWatch(engine.database, new PostgresDialect());
    }

    void look(ChangeWatch.Values values) {
        watch().look(LIMITS, values, table -> new SellerPaths(PATHS)
                .find(new JdbcLiveSchema(engine.database, new PostgresDialect()).load(), table));
    }

    void look() {
        look(VALUES);
    }

    List<Alert> alerts() {
        return book.list(100).stream().map(AlertBook.Entry::alert).toList();
    }

    Alert only() {
        assertThat(alerts()).hasSize(1);
        return alerts().get(0);
    }

    List<String> told() {
        return alerts().stream().map(Alert::headline).sorted().toList();
    }

    /** In one transaction of the store. @return its number */
    long change(String... statements) throws SQLException {
        return StoreTransaction.commit(engine, statements);
    }

    @Override
    public void close() {
        engine.close();
    }
}
