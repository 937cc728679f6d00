package io.tillback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.SelectOption;
import io.tillback.demo.TillbackClient;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcJournal;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.journal.Journal;
import io.tillback.model.OnFailure;
import io.tillback.running.MachineBrowser;
import io.tillback.running.ServerEnvironment;
import io.tillback.running.SharedEnvironment;
import io.tillback.running.StoreRoles;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Damage found on the page of changes, and planned away from there. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class ChangesConsoleIT {
    private static SharedEnvironment environment;
    private static URI server;
    private static Journal journal;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void record() throws SQLException {
        environment = SharedEnvironment.get();
        server = environment.server().baseUri();
        DamagedShop.at(server);
        store("CREATE TABLE shop.payout (id int PRIMARY KEY, kind text)");
        store("INSERT INTO shop.payout SELECT n, 'sepa' FROM generate_series(1, 9) n");
        var database = environment.postgres().dataSource("postgres", StoreRoles.TILLBACK);
        var dialect = new PostgresDialect();
        journal = new Journal(
                new JdbcJournal(database, dialect), table -> OnFailure.FAIL_THE_WRITE, Duration.ofSeconds(1));
        journal.follow(new JdbcLiveSchema(database, dialect).load());
        journal.beat();
        playwright = MachineBrowser.playwright();
        browser = MachineBrowser.launch(playwright);
        setDefaultAssertionTimeout(60_000);
    }

    @AfterAll
    static void close() throws SQLException {
        playwright.close();
        journal.stop("the test is over");
        store("DROP TABLE shop.payout");
    }

    private static void store(String statement) throws SQLException {
        try (Connection connection = environment.postgres().storesOwn().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void an_operator_finds_what_became_empty_since_a_release_and_plans_without_it() throws SQLException {
        TillbackClient.as(server, "operator", ServerEnvironment.DEMO_PASSWORD)
                .http()
                .post("releases", "{\"name\": \"build-7\"}");
        store("UPDATE shop.payout SET kind = NULL WHERE id IN (2, 4)");
        store("UPDATE shop.payout SET kind = 'cheque' WHERE id = 5");
        journal.beat();
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");
            console.at("nav-changes").click();
            console.page().waitForLoadState();
            console.at("find-table").selectOption(new SelectOption().setLabel("shop.payout"));
            console.at("find-column").selectOption("kind");
            console.at("find-after").selectOption(new SelectOption().setLabel("is empty (NULL)"));
            console.at("find-since").selectOption("build-7");
            console.at("find").click();

            assertThat(console.at("transaction")).hasCount(1);
            console.at("open-rows").click();
            assertThat(console.at("changed-row")).hasCount(2);
            assertThat(console.at("changed-row").first())
                    .containsText(Pattern.compile("shop.payout\\s*2\\s*changed\\s*kind sepa → NULL"));
            console.at("digest").click();
            Locator column = console.at("pair");
            assertThat(column.first()).containsText("sepa → NULL");
            console.at("count").click();
            assertThat(console.at("release-line")).containsText("Release build-7 announced by operator");
            console.photograph("changes");

            console.at("plan-without").click();
            assertThat(console.at("journal-target")).containsText("The state of now, without 1 transaction");
            assertThat(console.at("choice")).hasCount(1);
            assertThat(console.at("keys")).hasValue("2\n4");
            console.at("preview").click();
            assertThat(console.at("row")).hasCount(2);
            assertThat(console.at("row").first()).containsText("sepa");
            assertThat(console.at("changes-total")).containsText("3");
            assertThat(console.at("changes-back")).containsText("2");
            assertThat(console.at("changes-lost")).containsText("0");
            assertThat(console.at("changes-kept")).containsText("1");
            assertThat(console.at("group")).hasCount(2);
            String rows = console.at("group-rows").first().getAttribute("href");
            console.page().locator("[data-testid=changes-tab][data-by=MINUTE]").click();
            assertThat(console.at("groups")).containsText(Pattern.compile("By minute[\\s\\S]* \\d\\d:\\d\\d UTC"));
            assertThat(console.at("alternative")).hasCount(2);
            assertThat(console.at("alternative-target").nth(1)).containsText("Before transaction ");
            assertThat(console.at("alternative-lost").nth(1)).hasText("0");
            console.photograph("plan-changes");
            String first = console.page().url();
            console.at("plan-alternative").click();
            assertThat(console.at("headline")).not().hasText("");
            assertThat(console.page()).not().hasURL(first);
            assertThat(console.at("changes-back")).containsText("2");

            console.page().navigate(server.resolve(rows).toString());
            console.at("open-rows").click();
            assertThat(console.at("changed-row")).hasCount(2);
            assertThat(console.at("changed-row").first()).containsText("sepa → NULL");

            console.go("restore.xhtml?release=build-7");
            assertThat(console.at("journal-target")).containsText("Just before release build-7");
        }
    }

    @Test
    void an_operator_sees_whose_rows_are_whose_and_what_foreign_keys_propose() {
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");
            console.at("nav-journal").click();

            assertThat(path(console, "proposed-path", "shop.sign_in")).containsText("shop.sign_in(seller_id)");
            assertThat(path(console, "configured-path", "shop.order_line"))
                    .containsText("shop.order_line(order_id) -> shop.orders(seller_id)");
            assertThat(path(console, "unreached-table", "shop.tag")).containsText("belong to no seller");
            console.at("seller-path-properties").locator("summary").click();
            assertThat(console.at("seller-path-properties")).containsText("tillback.seller.paths=");
            console.photograph("seller-paths");
        }
    }

    private static Locator path(Console console, String testId, String table) {
        return console.page().locator("[data-testid='%s'][data-table='%s']".formatted(testId, table));
    }

    /** As a column that many small transactions left constant is told. */
    @Test
    void the_link_of_an_alert_finds_all_that_wrote_its_value_since() throws SQLException {
        String since = Instant.now().toString();
        store("UPDATE shop.payout SET kind = 'a & b' WHERE id = 6");
        store("UPDATE shop.payout SET kind = 'cash' WHERE id = 7");
        store("UPDATE shop.payout SET kind = 'a & b' WHERE id = 8");
        journal.beat();
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");
            console.go("changes.xhtml?table=4.shop.payout&column=kind&after=IS&value=a%20%26%20b&from=" + since);

            assertThat(console.at("transaction")).hasCount(2);
        }
    }

    @Test
    void an_auditor_finds_and_plans_nothing() {
        try (Console console = Console.open(browser, server)) {
            console.signIn("auditor");
            console.at("nav-changes").click();

            assertThat(console.at("transactions").or(console.at("none-found"))).hasCount(1);
            assertThat(console.at("plan-without")).hasCount(0);
        }
    }
}
