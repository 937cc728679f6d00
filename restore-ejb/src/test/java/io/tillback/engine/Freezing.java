package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.freeze.FreezeBook;
import io.tillback.freeze.FreezeBook.Entry;
import io.tillback.freeze.Freezer;
import io.tillback.jdbc.JdbcFreezeBook;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.model.FreezeRequest;
import io.tillback.model.TableId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Freezes of a store, as an operator named olga makes them. */
final class Freezing {
    static final String REASON = "it's 100 % wrong: \\ \"n\u00e4mes\"";
    /** A store with tables of several kinds. */
    static final String SHOP = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.product (id int PRIMARY KEY, name text);
            CREATE TABLE shop.orders (id int PRIMARY KEY, note text);
            CREATE TABLE shop.line (id int PRIMARY KEY, "order" int REFERENCES shop.orders ON DELETE CASCADE ON UPDATE CASCADE,
              product int REFERENCES shop.product ON DELETE SET NULL);
            CREATE TABLE shop.visit (day date, page text, PRIMARY KEY (day, page)) PARTITION BY RANGE (day);
            CREATE TABLE shop.visit_1 PARTITION OF shop.visit FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            CREATE TABLE shop.visit_2 PARTITION OF shop.visit FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
            CREATE TABLE shop.animal (id int PRIMARY KEY, name text);
            CREATE TABLE shop.dog (bark text) INHERITS (shop.animal);
            CREATE SCHEMA "Select";
            CREATE TABLE "Select"."a ""b"".c\\'; -- %s\nü" ("group %s" int PRIMARY KEY);
            INSERT INTO shop.product SELECT n, 'p' || n FROM generate_series(1, 20) n;
            INSERT INTO shop.orders SELECT n, 'o' || n FROM generate_series(1, 20) n;
            INSERT INTO shop.line SELECT n, n, n FROM generate_series(1, 10) n;
            INSERT INTO shop.visit VALUES ('2026-01-05', 'a'), ('2026-02-05', 'b');
            INSERT INTO shop.animal VALUES (1, 'cat'); INSERT INTO shop.dog VALUES (2, 'rex', 'wuff');
            """;

    private static final AtomicInteger COUNTER = new AtomicInteger();

    final FreezeBook book;
    final Freezer freezer;
    private final Engine engine;

    Freezing(Engine engine) {
        this(engine, Duration.ofSeconds(2));
    }

    Freezing(Engine engine, Duration lockWait) {
        this.engine = engine;
        book = new JdbcFreezeBook(engine.database, new PostgresDialect(), lockWait);
        freezer = new Freezer(
                book,
                new JdbcLiveSchema(engine.database, new PostgresDialect()),
                engine.sellers,
                () -> "freeze" + COUNTER.incrementAndGet(),
                Duration.ofHours(24));
    }

    Entry table(TableId table) {
        return freeze(table, Optional.empty(), Duration.ofHours(1));
    }

    Entry seller(TableId table, String seller) {
        return freeze(table, Optional.of(seller), Duration.ofHours(1));
    }

    Entry freeze(TableId table, Optional<String> seller, Duration time) {
        return until(table, seller, book.now().plus(time));
    }

    Entry until(TableId table, Optional<String> seller, Instant end) {
        return freezer.freeze(new FreezeRequest(table, seller, REASON, end), "olga");
    }

    long triggers() throws SQLException {
        return engine.number("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '!tillback%'");
    }

    /** The store is told so, and nothing of the statement stays. */
    ServerErrorMessage refused(String statement) {
        ServerErrorMessage[] said = new ServerErrorMessage[1];
        assertThatExceptionOfType(PSQLException.class)
                .as(statement)
                .isThrownBy(() -> engine.sql(statement))
                .satisfies(e -> {
                    assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("TB001");
                    said[0] = e.getServerErrorMessage();
                });
        return said[0];
    }
}
