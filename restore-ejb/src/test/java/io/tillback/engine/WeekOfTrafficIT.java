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
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A week of the sample store's usual traffic with the five incidents and a window of small transactions among it, and what alerts
 * made of it. Time is compressed: after each day what was learned is made a day older. Prints what {@code docs/BENCHMARKS.md} tells.
 */
class WeekOfTrafficIT {
    private static final int TRANSACTIONS = Integer.getInteger("tillback.week", 560);
    private static final long SEED = Long.getLong("tillback.seed", 5);
    private static final int DAYS = 7;

    /** Of a day. */
    private static final int PARTS = 20;

    private static final int BETWEEN_LOOKS = 8;

    /** Transactions of one row each. */
    private static final int WINDOW = 160;

    private static final ChangeWatch.Limits LIMITS = new ChangeWatch.Limits(10_000, 25);
    private static final ChangeWatch.Values VALUES = new ChangeWatch.Values(
            50, Duration.ofDays(1), new ChangeWatch.Constant(100, 10), new ChangeWatch.Columns(List.of(), List.of()));
    private static final List<SellerPath> PATHS = SellerPath.parseAll(
            "shop.seller(id); shop.product(seller_id); shop.campaign(seller_id); shop.orders(seller_id);"
                    + " shop.order_line(order_id) -> shop.orders(seller_id); shop.product_tag(product_id) -> shop.product(seller_id);"
                    + " shop.campaign_product(campaign_id) -> shop.campaign(seller_id); shop.session(seller_id);"
                    + " shop.sign_in(seller_id)");

    private Engine engine;
    private StoreWeek week;
    private AlertBook book;
    private int done;
    private int looks;
    private final List<Double> millis = new ArrayList<>();

    /** How many looks there had been when an actor's first change of a row was committed, and when each first alert of it was there. */
    private final Map<String, Integer> committed = new LinkedHashMap<>();

    private final Map<String, Map<String, Integer>> found = new LinkedHashMap<>();
    private final Map<String, List<String>> headlines = new TreeMap<>();
    private long seen;

    @BeforeEach
    void fill_a_store() throws SQLException, IOException {
        boolean isLong = TRANSACTIONS > 1_000;
        engine = StoreWeek.fill(isLong ? 1_000 : 300, isLong ? 10_000 : 3_000, isLong ? 25_000 : 5_000);
        week = new StoreWeek(engine, SEED);
        book = new JdbcAlertBook(engine.database);
        engine.record();
        engine.journal().beat();
        look();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void look() {
        long before = System.nanoTime();
        ChangeWatch watch = new JdbcChangeWatch(engine.database, new PostgresDialect());
        watch.measure();
        watch.look(LIMITS, VALUES, table -> new SellerPaths(PATHS)
                .find(new JdbcLiveSchema(engine.database, new PostgresDialect()).load(), table));
        millis.add((System.nanoTime() - before) / 1e6);
        watch.learn(VALUES);
        looks++;
        book.list(1000).stream()
                .map(AlertBook.Entry::alert)
                .filter(alert -> alert.number() > seen)
                .forEach(this::note);
        seen = book.list(1000).stream()
                .mapToLong(entry -> entry.alert().number())
                .max()
                .orElse(0);
    }

    private void note(Alert alert) {
        String actor = alert.cause()
                .findTransaction()
                .flatMap(change -> change.maker().actor())
                .orElse("the store's schema");
        found.computeIfAbsent(actor, first -> new LinkedHashMap<>())
                .putIfAbsent(alert.cause().kind().toString(), looks - committed.getOrDefault(actor, looks));
        headlines.computeIfAbsent(actor, first -> new ArrayList<>()).add(alert.headline());
    }

    private void damage(String incident, String... statements) throws SQLException {
        long before = records();
        week.change(incident, statements);
        if (records() > before) {
            committed.putIfAbsent(incident, looks);
        }
    }

    @Test
    void all_five_incidents_are_found_at_the_next_look_and_the_week_raises_few_false_alarms() throws SQLException {
        for (int day = 0; day <= DAYS; day++) {
            pass(day);
            engine.superuserSql("UPDATE tillback.known_column SET quiet_since = quiet_since - interval '1 day';"
                    + "UPDATE tillback.known_table SET learned_at = learned_at - interval '1 day';"
                    + "UPDATE tillback.known_operations SET since = since - interval '1 day';"
                    + "UPDATE tillback.column_runs SET since = since - interval '1 day'");
        }
        report();

        assertThat(found.get("incident 1")).containsEntry("TURNED_CONSTANT", 1).containsEntry("LARGE_TRANSACTION", 1);
        assertThat(found.get("incident 2")).containsEntry("NEW_VALUE", 1);
        assertThat(found.get("incident 3")).containsEntry("NEW_OPERATION", 1);
        assertThat(found.get("incident 4")).containsEntry("NEW_VALUE", 1);
        assertThat(found.get("incident 5")).containsEntry("NEW_OPERATION", 1);
        assertThat(found.get("a window")).containsOnlyKeys("TURNED_CONSTANT");
        assertThat(found.get("usual")).isNull();
        assertThat(falseAlarms()).hasSizeLessThanOrEqualTo(10);
    }

    /** The day before the week is for learning only. */
    private void pass(int day) throws SQLException {
        for (int part = 0; part < PARTS; part++) {
            happen(day, part);
            if (day > 0 && part == PARTS / 3) {
                week.events(day);
            }
            for (int i = 0; i < TRANSACTIONS / DAYS / PARTS; i++) {
                week.next();
                if (++done % BETWEEN_LOOKS == 0) {
                    look();
                }
            }
        }
    }

    private void happen(int day, int part) throws SQLException {
        if (day == 2 && part == 12) {
            damage("incident 1", "UPDATE shop.product SET file_name = 'sample.zip'");
        }
        if (day == 3 && part < 18) {
            damage("incident 2", "UPDATE shop.seller SET payout_type = NULL WHERE id = " + (40 + part));
        }
        if (day == 4 && part == 10) {
            damage("incident 3", "DELETE FROM shop.tag WHERE code = 'DC'");
        }
        if (day == 5) {
            moveTheTrigger(part);
        }
        if (day == 6 && part < 10) {
            damage("incident 5", """
                    DELETE FROM shop.campaign_product WHERE campaign_id IN (
                      SELECT id FROM shop.campaign WHERE tag_id IS NULL AND seller_id %% 10 = %d)""".formatted(part));
        }
        if (day == 7 && part == 8) {
            writeOneFileName();
        }
    }

    /** For a while each edit of a file name writes the same one, which a product has had before. */
    private void writeOneFileName() throws SQLException {
        for (int i = 0; i < WINDOW; i++) {
            damage(
                    "a window",
                    "UPDATE shop.product SET file_name = 'Neon.zip' WHERE id = (SELECT id FROM shop.product ORDER BY id OFFSET %d LIMIT 1)"
                            .formatted(600 + i));
            if (i % BETWEEN_LOOKS == BETWEEN_LOOKS - 1) {
                look();
            }
        }
    }

    private void moveTheTrigger(int part) throws SQLException {
        if (part == 2) {
            committed.putIfAbsent("the store's schema", looks);
            engine.sql("ALTER TABLE shop.campaign ADD COLUMN trigger_v2 text");
            engine.journal().beat();
            engine.record();
            engine.journal().beat();
            look();
        }
        if (part == 4) {
            week.change("bulk: triggers copied to the new field", "UPDATE shop.campaign SET trigger_v2 = trigger");
        }
        if (part >= 10 && part < 15) {
            damage(
                    "incident 4",
                    "UPDATE shop.campaign SET trigger_v2 = 'last order within 3 days', trigger = '' WHERE id = "
                            + "(SELECT id FROM shop.campaign OFFSET %d LIMIT 1)".formatted(part));
        }
    }

    private List<String> falseAlarms() {
        return headlines.entrySet().stream()
                .filter(actor -> !actor.getKey().startsWith("incident")
                        && !actor.getKey().equals("a window"))
                .flatMap(actor -> actor.getValue().stream().map(told -> actor.getKey() + ": " + told))
                .toList();
    }

    private void report() throws SQLException {
        StringBuilder text = new StringBuilder("\nA week of %d transactions, seed %d, %d looks, %d recorded changes%n"
                .formatted(TRANSACTIONS, SEED, looks, records()));
        for (String name : List.of("incident 1", "incident 2", "incident 3", "incident 4", "incident 5", "a window")) {
            text.append(name)
                    .append(": ")
                    .append(found.containsKey(name) ? "looks after the first commit " + found.get(name) : "not told")
                    .append('\n');
            headlines
                    .getOrDefault(name, List.of())
                    .forEach(told -> text.append("    ").append(told).append('\n'));
        }
        text.append(falseAlarms().size()).append(" alarms of what was meant\n");
        falseAlarms().forEach(told -> text.append("    ").append(told).append('\n'));
        List<Double> sorted = millis.stream().sorted().toList();
        text.append("a look: median %.0f ms, longest %.0f ms%n"
                .formatted(sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1)));
        text.append("watched: ")
                .append(
                        engine
                                .texts("SELECT table_name || '.' || column_name FROM tillback.known_column ORDER BY 1")
                                .stream()
                                .collect(Collectors.joining(", ")));
        System.out.println(text);
    }

    private long records() throws SQLException {
        long records = 0;
        for (String companion : engine.texts(
                "SELECT DISTINCT 'tillback.journal_' || companion FROM tillback.journal_segment WHERE companion > 0")) {
            records += engine.number("SELECT count(*) FROM " + companion);
        }
        return records;
    }
}
