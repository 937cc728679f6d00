package io.tillback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import io.tillback.demo.Http;
import io.tillback.demo.TillbackClient;
import io.tillback.running.MachineBrowser;
import io.tillback.running.ServerEnvironment;
import io.tillback.running.SharedEnvironment;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Sellers read what restores did to their rows, by the interface and by the console, and nothing else. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SellerNoticesConsoleIT {
    private static final String ADVICE = "Downloads can still be sent by hand: ask us for the <b>files</b>.";

    private static URI server;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void open() throws SQLException {
        server = SharedEnvironment.get().server().baseUri();
        DamagedShop.at(server);
        store("UPDATE shop.seller SET email = 'seller-' || id WHERE id IN (1, 2)");
        forgetEarlierNotices();
        playwright = MachineBrowser.playwright();
        browser = MachineBrowser.launch(playwright);
        setDefaultAssertionTimeout(60_000);
    }

    @AfterAll
    static void close() throws SQLException {
        playwright.close();
        store("UPDATE shop.seller SET email = id || '@sellers.example' WHERE id IN (1, 2)");
    }

    private static void store(String statement) throws SQLException {
        try (var connection = SharedEnvironment.get().postgres().storesOwn().getConnection();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** Other tests have restored rows of the same sellers on the same server. */
    private static void forgetEarlierNotices() throws SQLException {
        try (var connection = SharedEnvironment.get().postgres().dataSource().getConnection();
                var sql = connection.createStatement()) {
            sql.execute("DELETE FROM tillback.seller_notice WHERE seller IN ('1', '2')");
        }
    }

    private static String ask(String query) throws SQLException {
        try (var connection = SharedEnvironment.get().postgres().dataSource().getConnection();
                var sql = connection.createStatement();
                var row = sql.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Http as(String user) {
        return TillbackClient.as(server, user, ServerEnvironment.DEMO_PASSWORD).http();
    }

    /** Damages products of two sellers and brings them back; the restore's name. */
    private static String restore(long ofFirst, long ofSecond) throws SQLException {
        TillbackClient operator = TillbackClient.as(server, "operator", ServerEnvironment.DEMO_PASSWORD);
        String snapshot = operator.takeSnapshot();
        store("UPDATE shop.product SET file_name = 'damaged.zip' WHERE id IN (%d, %d)".formatted(ofFirst, ofSecond));
        JsonNode plan = operator.loadPlan(operator.plan("""
                {"target": {"snapshot": "%s"}, "tables": [
                  {"schema": "shop", "table": "product", "columns": ["file_name"], "keys": [[%d], [%d]]}]}
                """.formatted(snapshot, ofFirst, ofSecond)));
        JsonNode job = operator.http().post("plans/" + plan.get("id").asText() + "/restores", """
                        {"fingerprint": "%s", "gapHash": "%s", "toSellers": "%s"}
                        """.formatted(
                        plan.get("fingerprint").asText(), plan.at("/gap/hash").asText(), ADVICE));
        return operator.resultOf(job, step -> {});
    }

    private static long productOf(int seller) throws SQLException {
        return Long.parseLong(ask("SELECT min(id) FROM shop.product WHERE seller_id = " + seller));
    }

    @Test
    @Order(1)
    void a_seller_to_whom_nothing_happened_reads_just_that() {
        try (Console console = Console.open(browser, server)) {
            console.signIn("seller-2");

            assertThat(console.at("no-notices")).containsText("There is nothing to tell");
            assertThat(console.at("nav-notices")).isVisible();
            for (String staffs : List.of("snapshots", "restore", "restores", "changes", "journal", "freezes", "jobs")) {
                assertThat(console.at("nav-" + staffs)).hasCount(0);
            }
            console.photograph("80-no-notices");
        }
    }

    @Test
    @Order(2)
    void each_seller_reads_own_rows_by_the_interface_and_another_sellers_notice_is_as_unknown_as_none()
            throws SQLException {
        long first = productOf(1);
        long second = productOf(2);
        String name = ask("SELECT file_name FROM shop.product WHERE id = " + first);
        String restore = restore(first, second);

        JsonNode notice = as("seller-1").get("my/notices").get("notices").get(0);
        String id = notice.get("id").asText();
        Assertions.assertThat(notice.get("advice").asText()).isEqualTo(ADVICE);
        Assertions.assertThat(notice.get("what").asText()).isEqualTo("restored");
        Assertions.assertThat(notice.get("tables"))
                .hasToString("[{\"changed\":1,\"created\":0,\"kept\":0,\"removed\":0,"
                        + "\"table\":{\"name\":\"product\",\"schema\":\"shop\"}}]");
        JsonNode rows = as("seller-1").get("my/notices/" + id + "/rows?schema=shop&table=product&seller=2");
        Assertions.assertThat(rows.get("rows")).hasSize(1);
        Assertions.assertThat(rows.at("/rows/0/key/0").asLong()).isEqualTo(first);
        Assertions.assertThat(rows.at("/rows/0/cells"))
                .hasToString(
                        "[{\"after\":\"%s\",\"before\":\"damaged.zip\",\"column\":\"file_name\"}]".formatted(name));
        Assertions.assertThat(as("seller-2").get("my/notices").get("notices")).hasSize(1);
        for (String path : List.of("", "/rows?schema=shop&table=product")) {
            Http.Answer refused = as("seller-2").tryGet("my/notices/" + id + path);
            Assertions.assertThat(refused.status()).isEqualTo(404);
            Assertions.assertThat(refused.body().get("code").asText()).isEqualTo("NOTICE_UNKNOWN");
        }
        Assertions.assertThat(as("operator")
                        .get("restores/" + restore + "/deliveries")
                        .get("sellers")
                        .asLong())
                .isEqualTo(2);
    }

    @Test
    @Order(3)
    void operators_read_no_sellers_notices_and_sellers_nothing_else() {
        for (String staff : List.of("operator", "auditor", "approver", "scheduler")) {
            Assertions.assertThat(as(staff).tryGet("my/notices").status())
                    .as(staff)
                    .isEqualTo(403);
        }
        for (String path : List.of("snapshots", "plans", "restores", "jobs", "alerts", "freezes", "journal")) {
            Assertions.assertThat(as("seller-1").tryGet(path).status()).as(path).isEqualTo(403);
        }
    }

    @Test
    @Order(4)
    void a_login_that_is_no_sellers_or_two_sellers_is_refused_with_what_to_do() throws SQLException {
        store("UPDATE shop.seller SET email = 'nobody' WHERE id = 2");
        Http.Answer none = as("seller-2").tryGet("my/notices");
        Assertions.assertThat(none.status()).isEqualTo(403);
        Assertions.assertThat(none.body().get("code").asText()).isEqualTo("LOGIN_NO_SELLER");
        try (Console console = Console.open(browser, server)) {
            console.signIn("seller-2");
            assertThat(console.at("problem-message")).containsText("no seller has that login");
            assertThat(console.at("problem-home")).hasText("Go to your notices");
        } finally {
            store("UPDATE shop.seller SET email = 'seller-2' WHERE id = 2");
        }
    }

    @Test
    @Order(5)
    void a_seller_reads_on_the_page_what_was_what_is_and_what_can_still_be_done() throws SQLException {
        long first = productOf(1);
        String name = ask("SELECT file_name FROM shop.product WHERE id = " + first);
        restore(first, productOf(2));
        try (Console console = Console.open(browser, server)) {
            console.signIn("seller-1");
            Locator newest = console.at("notice").first();
            assertThat(newest.getByTestId("notice-headline")).hasText("1 of your rows was restored");
            assertThat(newest.getByTestId("notice-advice")).hasText(ADVICE);
            assertThat(newest.locator("time .local").first()).isVisible();
            newest.getByTestId("show-rows").click();
            Locator row = console.at("own-row");
            assertThat(row).hasCount(1);
            assertThat(row).hasAttribute("data-key", String.valueOf(first));
            assertThat(row.getByTestId("before")).hasText("damaged.zip");
            assertThat(row.getByTestId("after")).hasText(name);
            console.photograph("81-own-notice");
            console.go("snapshots.xhtml");
            assertThat(console.heading("Not for this account")).isVisible();
            console.go("notices.xhtml?id=" + "anything");
            assertThat(console.heading("Your notices")).isVisible();
        }
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");
            assertThat(console.at("nav-snapshots")).isVisible();
            assertThat(console.at("nav-notices")).hasCount(0);
            console.go("notices.xhtml");
            assertThat(console.heading("Not for this account")).isVisible();
        }
    }

    @Test
    @Order(6)
    void an_operator_says_on_the_plans_page_what_sellers_can_still_do() throws SQLException {
        long first = productOf(1);
        TillbackClient operator = TillbackClient.as(server, "operator", ServerEnvironment.DEMO_PASSWORD);
        String snapshot = operator.takeSnapshot();
        store("UPDATE shop.product SET file_name = 'damaged again.zip' WHERE id = " + first);
        String plan = operator.plan("""
                {"target": {"snapshot": "%s"}, "tables": [{"schema": "shop", "table": "product", "keys": [[%d]]}]}
                """.formatted(snapshot, first));
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");
            console.go("plan.xhtml?id=" + plan);
            console.at("to-sellers").fill("Nothing to do.\nThank you.");
            console.at("accept").click();
            console.at("confirm-yes").click();
            assertThat(console.at("sellers-told")).containsText("1 seller can read");
        }
        Assertions.assertThat(as("seller-1")
                        .get("my/notices")
                        .at("/notices/0/advice")
                        .asText()
                        .lines())
                .containsExactly("Nothing to do.", "Thank you.");
        Assertions.assertThat(operator.http()
                        .tryPost("plans/" + plan + "/restores", """
                {"fingerprint": "f", "gapHash": "g", "toSellers": "%s"}
                """.formatted("x".repeat(2001)), Map.of())
                        .status())
                .isEqualTo(400);
    }
}
