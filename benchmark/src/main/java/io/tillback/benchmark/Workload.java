package io.tillback.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a store does as fast as it can: {@code pgbench} with two clients that never pause. */
final class Workload {
    private static final int CLIENTS = 2;
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private static final List<String> ORDERS_TABLES = List.of("""
            CREATE TABLE store.orders (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              customer bigint NOT NULL,
              placed_at timestamp with time zone NOT NULL DEFAULT now(),
              total numeric(12,2) NOT NULL,
              state text NOT NULL DEFAULT 'NEW')
            """, """
            CREATE TABLE store.order_line (
              orders bigint NOT NULL REFERENCES store.orders,
              number integer NOT NULL,
              product bigint NOT NULL REFERENCES store.product,
              quantity integer NOT NULL,
              price numeric(12,2) NOT NULL,
              PRIMARY KEY (orders, number))
            """);

    /** Three products are looked at, two are bought; six in ten of these are of the best-selling tenth. */
    private static final String ORDERS = """
            \\set seen random_exponential(1, %1$d, 10)
            \\set first random_exponential(1, %1$d, 10)
            \\set second random_exponential(1, %1$d, 10)
            \\set customer random(1, 100000)
            SELECT title, description, price, stock FROM store.product WHERE id = :seen;
            SELECT title, description, price, stock FROM store.product WHERE id = :first;
            SELECT title, description, price, stock FROM store.product WHERE id = :second;
            BEGIN;
            INSERT INTO store.orders (customer, total) VALUES (:customer, 59.80) RETURNING id \\gset
            INSERT INTO store.order_line VALUES (:id, 1, :first, 1, 29.90), (:id, 2, :second, 1, 29.90);
            UPDATE store.product SET stock = stock - 1, updated_at = now() WHERE id = :first;
            UPDATE store.product SET stock = stock - 1, updated_at = now() WHERE id = :second;
            COMMIT;
            """;

    private final DebianPostgres postgres;
    private final String database;
    private final int seconds;
    private final String description;
    private final List<String> arguments;

    private Workload(
            DebianPostgres postgres, String database, int seconds, String description, List<String> arguments) {
        this.postgres = postgres;
        this.database = database;
        this.seconds = seconds;
        this.description =
                "%s, prepared, %d clients without a pause, %d s a run.".formatted(description, CLIENTS, seconds);
        this.arguments = arguments;
    }

    /** Customers look at products and order some of them. */
    static Workload orders(Bench bench) {
        bench.postgres().sql(bench.database(), ORDERS_TABLES.toArray(String[]::new));
        Path script = bench.dumps().resolve("orders.sql");
        try {
            Files.writeString(script, ORDERS.formatted(bench.options().products()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + script, e);
        }
        return new Workload(
                bench.postgres(),
                bench.database(),
                seconds(bench),
                "The workload: three products read, an order of two of them placed, their stock counted down",
                List.of("-f", script.toString()));
    }

    /** Transactions that meet in a hundred rows, each of which changes many times a second. */
    static Workload tpcB(Bench bench) {
        return tpcB(bench.postgres(), bench.database(), seconds(bench));
    }

    /** The same on other tables, for another time. */
    static Workload tpcB(DebianPostgres postgres, String database, int seconds) {
        return new Workload(postgres, database, seconds, "The workload: pgbench's TPC-B-like transactions", List.of());
    }

    String description() {
        return description;
    }

    private static int seconds(Bench bench) {
        return (int) Math.max(10, Math.min(60, 60 * bench.options().scale()));
    }

    /** @return transactions a second */
    double run() {
        postgres.sql(database, "CHECKPOINT");
        List<String> all = new ArrayList<>(
                List.of("-n", "-M", "prepared", "-c", String.valueOf(CLIENTS), "-T", String.valueOf(seconds)));
        all.addAll(arguments);
        all.add(database);
        String printed = postgres.tool("pgbench", all.toArray(String[]::new));
        Matcher tps = TPS.matcher(printed);
        if (!tps.find()) {
            throw new IllegalStateException("pgbench printed no tps:\n" + printed);
        }
        return Double.parseDouble(tps.group(1));
    }
}
