package io.tillback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcJournal;
import io.tillback.jdbc.JdbcJournalSegments;
import io.tillback.journal.Segments;
import io.tillback.running.AlertReceivers;
import io.tillback.running.FreshDirectory;
import io.tillback.running.MachineBrowser;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import io.tillback.running.RunningServer;
import io.tillback.running.ServerEnvironment;
import io.tillback.running.SharedEnvironment;
import io.tillback.running.StoreRoles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator is told of recording, by a server of its own that records. */
class JournalConsoleIT {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String DROP_A_TRIGGER_OF_SELLER = """
            DO $$ DECLARE t record; BEGIN
              SELECT tgname INTO t FROM pg_trigger
              WHERE tgrelid = 'shop.seller'::regclass AND NOT tgisinternal ORDER BY tgname LIMIT 1;
              EXECUTE format('DROP TRIGGER %I ON shop.seller', t.tgname);
            END $$
            """;

    private static final DateTimeFormatter UTC_MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private static RunningPostgres postgres;
    private static RunningObjectStore objects;
    private static RunningServer server;
    private static AlertReceivers receivers;
    private static TillbackClient operator;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void record_a_store() throws IOException, SQLException {
        Path directory = FreshDirectory.create("journal");
        postgres = RunningPostgres.start(directory.resolve("postgres"));
        objects = RunningObjectStore.start(directory.resolve("objects"));
        Map<String, String> recording = new HashMap<>(ServerEnvironment.of(postgres, objects));
        recording.put("TILLBACK_JOURNAL", "on");
        recording.put("TILLBACK_JOURNAL_SHIP", "PT2S");
        recording.put("TILLBACK_JOURNAL_MAY_BREAK", "shop.campaign");
        receivers = AlertReceivers.start();
        recording.putAll(receivers.environment());
        server = RunningServer.start("journal", recording);
        DamagedShop.at(server.baseUri());
        store("CREATE UNLOGGED TABLE shop.basket (id int PRIMARY KEY, product int)");
        operator = TillbackClient.as(server.baseUri(), "operator", ServerEnvironment.DEMO_PASSWORD);
        awaitRecorded("tag");
        playwright = MachineBrowser.playwright();
        browser = MachineBrowser.launch(playwright);
        setDefaultAssertionTimeout((double) LONGEST.toMillis());
    }

    @AfterAll
    static void close() {
        playwright.close();
        server.close();
        receivers.close();
        objects.close();
        postgres.close();
    }

    private static void store(String statement) throws SQLException {
        try (Connection connection = postgres.storesOwn().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static void awaitRecorded(String table) {
        await(table + " recorded", interval -> isOf(table, interval) && !interval.hasNonNull("last"));
    }

    private static void awaitEnded(String table) {
        await(table + " ended", interval -> isOf(table, interval) && interval.hasNonNull("last"));
    }

    private static boolean isOf(String table, JsonNode interval) {
        return interval.get("table").asText().equals(table);
    }

    private static void await(String what, Predicate<JsonNode> interval) {
        Awaitility.await(what).atMost(LONGEST).until(() -> {
            JsonNode all = operator.http().get("journal").get("coverage");
            return StreamSupport.stream(all.spliterator(), false).anyMatch(interval);
        });
    }

    @Test
    void an_operator_sees_how_far_back_each_table_goes_and_where_recording_ended_and_why() throws SQLException {
        store("UPDATE shop.product SET file_name = file_name || '.zip' WHERE id < 500");
        store("ALTER TABLE shop.tag ADD COLUMN colour text");
        awaitEnded("tag");
        awaitRecorded("tag");
        try (Console console = Console.open(browser, server.baseUri())) {
            console.signIn("operator");

            Locator ended = row(console, "recording-ended-of", "shop.tag");
            assertThat(ended).hasCount(1);
            assertThat(ended)
                    .containsText(Pattern.compile("Recording of shop.tag ended after \\d+ \\w+ \\d{4}, \\S+ UTC.*"
                            + "Altered since: columns.*It goes on since \\d+"));
            console.photograph("journal-banner");
            console.at("nav-journal").click();

            assertThat(console.at("journal-lead"))
                    .containsText(Pattern.compile(
                            "Every change of \\d+ tables is recorded. All of them together can go back to"
                                    + " any moment since \\d+ \\w+ \\d{4}, \\S+ UTC"));
            Locator product = row(console, "recorded-table", "shop.product");
            assertThat(product).containsText("Recorded");
            assertThat(product).containsText("The store’s write fails");
            assertThat(product.locator("time.moment")).containsText(Pattern.compile("UTC.*(CET|CEST|GMT\\+\\d)"));
            assertThat(row(console, "recorded-table", "shop.campaign"))
                    .containsText("The write goes on, recording ends");
            Locator altered = console.at("ended-interval").filter(new Locator.FilterOptions().setHasText("columns"));
            assertThat(altered).hasCount(1);
            assertThat(altered).containsText(Pattern.compile("Recorded from .* to .* Altered since: columns."));
            assertThat(row(console, "unrecorded-table", "shop.basket")).containsText("It is unlogged");
            assertThat(console.at("journal-bytes")).containsText(Pattern.compile("\\d+(\\.\\d+)? [kM]B"));
            console.photograph("journal");
        }
    }

    private static Locator row(Console console, String kind, String table) {
        return console.at(kind).and(console.page().locator("[data-table='" + table + "']"));
    }

    @Test
    void a_dropped_trigger_is_told_once_by_each_channel_and_shown_until_it_is_seen() throws SQLException {
        receivers.webhook().answerWith(503);
        try (Connection connection = postgres.storesOwn().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(DROP_A_TRIGGER_OF_SELLER);
            // Recording cannot begin anew as long as somebody writes.
            connection.setAutoCommit(false);
            sql.execute("LOCK TABLE shop.seller IN ROW EXCLUSIVE MODE");
            awaitAlert("mailed", "open", "mail");
            awaitAlert("told to the store", "open", "store");
            Awaitility.await("not posted")
                    .atMost(LONGEST)
                    .until(() -> !operator.http().get("alerts").get("failing").isEmpty());

            try (Console console = Console.open(browser, server.baseUri())) {
                console.signIn("operator");
                assertThat(told(console, "shop.seller")).containsText("Recording of shop.seller ended");
                assertThat(told(console, "shop.seller")).containsText("Told: mail, the store.");
                assertThat(console.at("alerts-failing"))
                        .containsText(Pattern.compile("\\d+ messages? could not be delivered by webhook since .*"
                                + "Cannot post alerts to localhost: it answered 503"));
                console.photograph("alerts");
                receivers.webhook().answerWith(204);
                awaitAlert("posted", "open", "webhook");
                // Whatever else the receiver refused is posted again a little later.
                Awaitility.await("all posted")
                        .atMost(LONGEST)
                        .until(() ->
                                operator.http().get("alerts").get("failing").isEmpty());
                console.go("journal.xhtml");
                assertThat(told(console, "shop.seller")).containsText("Told: mail, the store, webhook.");
                assertThat(console.at("alerts-failing")).hasCount(0);
                console.at("alerts-seen").click();
                assertThat(console.at("alerts")).hasCount(0);
            }
            connection.rollback();
        }
        List<String> both =
                List.of("Recording of shop.seller ended", "Recording of shop.seller had ended and began anew");
        Awaitility.await("told to be over").atMost(LONGEST).untilAsserted(() -> {
            Assertions.assertThat(receivers.postedOf("seller")).containsExactlyElementsOf(both);
            Assertions.assertThat(receivers.mailedOf("seller")).containsExactlyElementsOf(both);
            Assertions.assertThat(heardOf("seller")).containsExactlyInAnyOrderElementsOf(both);
        });

        Assertions.assertThat(alertsOf("seller")).hasSize(1);
        JsonNode alert = alertsOf("seller").get(0);
        Assertions.assertThat(alert.get("state").asText()).isEqualTo("closed");
        Assertions.assertThat(alert.get("acknowledgedBy").asText()).isEqualTo("operator");
        Assertions.assertThat(alert.get("reason").asText()).isEqualTo("altered since: triggers");
    }

    /** The damage of the shop may have been told too. */
    private static Locator told(Console console, String table) {
        return console.at("alert").filter(new Locator.FilterOptions().setHasText(table));
    }

    @Test
    void a_large_transaction_is_told_and_its_link_plans_to_take_it_out() throws SQLException {
        store("CREATE TABLE shop.\"price list\" (id int PRIMARY KEY, cents int)");
        store("INSERT INTO shop.\"price list\" SELECT n, 100 FROM generate_series(1, 1000) n");
        awaitRecorded("price list");
        store("UPDATE shop.\"price list\" SET cents = 0");
        Awaitility.await("told").atMost(LONGEST).until(() -> alertsOf("price list").stream()
                .anyMatch(alert -> alert.at("/transaction/changed").asInt() == 1000));

        try (Console console = Console.open(browser, server.baseUri())) {
            console.signIn("operator");
            Locator alert = told(console, "shop.price list");
            assertThat(alert).containsText("A transaction changed 1,000 rows of shop.price list");
            console.photograph("large-transaction");
            alert.getByTestId("alert-plan").click();

            assertThat(console.at("journal-target")).containsText("The state of now, without 1 transaction");
            assertThat(row(console, "choice", "shop.price list")).hasCount(1);
            console.photograph("taking-out");
            console.at("preview").click();
            console.page().waitForURL(Pattern.compile(".*/plan\\.xhtml.*"));
        }
        JsonNode plan = alertsOf("price list").get(0).at("/transaction/plan");
        String id = operator.resultOf(operator.http().post("plans", plan.toString()), step -> {});
        Assertions.assertThat(
                        operator.http().get("plans/" + id).at("/tables/0/name").asText())
                .isEqualTo("price list");
    }

    @Test
    void the_first_delete_of_a_table_is_told_and_its_link_plans_to_bring_back_what_went_along() throws SQLException {
        store("CREATE TABLE shop.label (id int PRIMARY KEY, code text)");
        store("CREATE TABLE shop.labelled (id int PRIMARY KEY, label int REFERENCES shop.label ON DELETE CASCADE)");
        store("INSERT INTO shop.label SELECT n, 'label ' || n FROM generate_series(1, 20) n");
        store("INSERT INTO shop.labelled SELECT n, 1 + n % 20 FROM generate_series(1, 100) n");
        awaitRecorded("label");
        awaitRecorded("labelled");
        Awaitility.await("known").atMost(LONGEST).until(() -> learnedLongAgo("label") == 1);
        store("DELETE FROM shop.label WHERE code = 'label 8'");
        Awaitility.await("told").atMost(LONGEST).until(() -> alertsOf("label").stream()
                .anyMatch(alert -> alert.get("kind").asText().equals("new-operation")));

        try (Console console = Console.open(browser, server.baseUri())) {
            console.signIn("operator");
            Locator alert = told(console, "deleted 1 row of shop.label");
            assertThat(alert).containsText("It also deleted 5 rows of shop.labelled.");
            console.photograph("new-operation");
            alert.getByTestId("alert-plan").click();

            assertThat(row(console, "choice", "shop.label")).hasCount(1);
            assertThat(console.at("policy-dependents")).hasValue("FOLLOW");
        }
        Assertions.assertThat(alertsOf("label")
                        .get(0)
                        .at("/transaction/plan/policy/dependents")
                        .asText())
                .isEqualTo("follow");
    }

    private static int learnedLongAgo(String table) throws SQLException {
        try (Connection connection =
                        postgres.dataSource("postgres", StoreRoles.TILLBACK).getConnection();
                Statement sql = connection.createStatement()) {
            return sql.executeUpdate(
                    "UPDATE tillback.known_operations SET since = now() - interval '2 days' WHERE table_name = '%s'"
                            .formatted(table));
        }
    }

    @Test
    void what_the_database_has_dropped_is_brought_back_from_the_bucket_and_found() throws SQLException {
        store("CREATE TABLE shop.voucher (id int PRIMARY KEY, cents int)");
        store("INSERT INTO shop.voucher VALUES (1, 100), (2, 100)");
        awaitRecorded("voucher");
        store("UPDATE shop.voucher SET cents = 0 WHERE id = 2");
        Awaitility.await("recorded").atMost(LONGEST).until(() -> changesOfVouchers() == 1);
        Awaitility.await("dropped").atMost(LONGEST).until(() -> {
            dropRecords();
            return changesOfVouchers() == 0;
        });

        try (Console console = Console.open(browser, server.baseUri())) {
            console.signIn("operator");
            console.go("journal.xhtml");
            console.at("recall-from").fill("yesterday");
            console.at("recall").click();
            assertThat(console.page().locator("body")).containsText("Write it in UTC as 2026-03-01 12:00");
            String hourAgo = UTC_MINUTE.format(Instant.now().minus(Duration.ofHours(1)));
            console.go("changes.xhtml?from=" + hourAgo.replace(' ', '+'));
            console.at("partial").locator("summary").click();
            console.at("to-recalls").click();
            assertThat(console.at("recall-from")).hasValue(hourAgo.replace(' ', 'T') + ":00Z");
            console.at("recall").click();

            assertThat(console.at("job-done")).containsText("Older records are back");
            assertThat(console.at("recall-entry")).containsText("operator");
            // What it was recorded for is not an hour ago.
            assertThat(console.at("recall-problem").first()).containsText("is the first of its chain");
            console.photograph("recall");
            Assertions.assertThat(changesOfVouchers()).isEqualTo(1);
            console.at("recall-end").click();
            assertThat(console.at("no-recalls")).hasCount(1);
        }
    }

    private static int changesOfVouchers() {
        return operator.http()
                .post("changes/searches", "{\"table\": {\"schema\": \"shop\", \"name\": \"voucher\"}}")
                .get("transactions")
                .size();
    }

    /** As after three days, of what was shipped. */
    private static void dropRecords() throws SQLException {
        DataSource database = postgres.dataSource("postgres", StoreRoles.TILLBACK);
        Dialect dialect = new PostgresDialect();
        Segments segments = new Segments(new JdbcJournalSegments(database, dialect));
        segments.begin(Duration.ZERO);
        segments.begin(Duration.ZERO);
        segments.dropBefore(new JdbcJournal(database, dialect).beat());
    }

    private static List<String> heardOf(String table) {
        JsonNode heard = SampleStore.at(server.baseUri()).heardAlerts();
        return StreamSupport.stream(heard.spliterator(), false)
                .map(alert -> alert.get("headline").asText())
                .filter(headline -> headline.contains(table))
                .toList();
    }

    private static List<JsonNode> alertsOf(String table) {
        return StreamSupport.stream(operator.http().get("alerts").get("alerts").spliterator(), false)
                .filter(alert -> alert.at("/table/name").asText().equals(table))
                .toList();
    }

    private static void awaitAlert(String what, String state, String channel) {
        Awaitility.await(what).atMost(LONGEST).until(() -> alertsOf("seller").stream()
                .filter(alert -> alert.get("state").asText().equals(state))
                .flatMap(alert -> StreamSupport.stream(alert.get("deliveries").spliterator(), false))
                .anyMatch(delivery ->
                        delivery.get("channel").asText().equals(channel) && delivery.hasNonNull("deliveredAt")));
    }

    @Test
    void an_operator_is_told_that_nothing_is_recorded_where_that_is_so() {
        try (Console console =
                Console.open(browser, SharedEnvironment.get().server().baseUri())) {
            console.signIn("operator");

            assertThat(console.at("recording-off")).containsText("Changes are not recorded.");
            console.at("nav-journal").click();
            assertThat(console.at("journal-lead")).containsText("Changes are not recorded.");
        }
    }
}
