package io.tillback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import io.tillback.demo.TillbackClient;
import io.tillback.running.FreshDirectory;
import io.tillback.running.MachineBrowser;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import io.tillback.running.RunningServer;
import io.tillback.running.ServerEnvironment;
import io.tillback.running.SharedEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator is told of recording, by a server of its own that records. */
class JournalConsoleIT {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static RunningPostgres postgres;
    private static RunningObjectStore objects;
    private static RunningServer server;
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
        recording.put("TILLBACK_JOURNAL_MAY_BREAK", "shop.campaign");
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

            Locator ended = console.at("recording-ended-of");
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
            assertThat(console.at("ended-interval")).hasCount(1);
            assertThat(console.at("ended-interval"))
                    .containsText(Pattern.compile("Recorded from .* to .* Altered since: columns."));
            assertThat(row(console, "unrecorded-table", "shop.basket")).containsText("It is unlogged");
            assertThat(console.at("journal-bytes")).containsText(Pattern.compile("\\d+(\\.\\d+)? [kM]B"));
            console.photograph("journal");
        }
    }

    private static Locator row(Console console, String kind, String table) {
        return console.at(kind).and(console.page().locator("[data-table='" + table + "']"));
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
