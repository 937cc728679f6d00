package io.tillback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.running.ApprovingServer;
import io.tillback.running.MachineBrowser;
import io.tillback.running.ServerEnvironment;
import java.io.IOException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators and approvers see of a plan that others must approve, and of one that was planned again. */
class ApprovalsConsoleIT {
    private static ApprovingServer server;
    private static TillbackClient operator;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void start_a_store() throws IOException {
        server = ApprovingServer.start("approvals-console");
        SampleStore.filledAt(server.baseUri());
        operator = TillbackClient.as(server.baseUri(), "operator", ServerEnvironment.DEMO_PASSWORD);
        playwright = MachineBrowser.playwright();
        browser = MachineBrowser.launch(playwright);
        setDefaultAssertionTimeout(60_000);
    }

    @AfterAll
    static void close() {
        playwright.close();
        server.close();
    }

    private static String planOfRaisedPrices(int first, int rows) throws SQLException {
        String snapshot = operator.takeSnapshot();
        server.update("UPDATE shop.product SET price = price + 1 WHERE id BETWEEN %d AND %d"
                .formatted(first, first + rows - 1));
        return operator.plan("""
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "columns": ["price"]}]}
                """.formatted(snapshot));
    }

    @Test
    void a_plan_that_needs_two_approvals_has_no_button_to_accept_it_before_both_are_given() throws SQLException {
        String plan = planOfRaisedPrices(1, 150);
        try (Console console = Console.open(browser, server.baseUri())) {
            console.signIn("operator");
            console.go("plan.xhtml?id=" + plan);
            assertThat(console.at("approvals-head")).hasText("2 approvals are missing");
            assertThat(console.at("approvals-because"))
                    .hasText("2 others must approve this plan before it can be applied, because it writes 150 rows,"
                            + " more than 100.");
            assertThat(console.at("accept")).hasCount(0);
            assertThat(console.at("approve")).hasCount(0);
            assertThat(console.at("not-approved")).isVisible();
            console.photograph("50-approvals-missing");

            approve("approver", plan, "looked at <all> rows", "1 approval is missing");
            approve("second-approver", plan, "", "Approved");

            console.go("plan.xhtml?id=" + plan);
            assertThat(console.at("approvals-head")).hasText("Approved");
            assertThat(console.at("approval")).hasCount(2);
            assertThat(console.at("approval").first()).containsText("looked at <all> rows");
            console.photograph("52-approved");
            console.at("accept").click();
            console.at("confirm-yes").click();
            assertThat(console.at("outcome")).hasAttribute("data-outcome", "COMMITTED");
            assertThat(console.at("approved-by")).hasCount(2);
            assertThat(console.at("gap-hash")).hasText(Pattern.compile("[0-9a-f]{64}"));
            console.photograph("53-restored-as-approved");
        }
    }

    private static void approve(String user, String plan, String comment, String then) {
        try (Console console = Console.open(browser, server.baseUri())) {
            console.signIn(user);
            console.go("plan.xhtml?id=" + plan);
            assertThat(console.at("accept")).hasCount(0);
            console.at("approval-comment").fill(comment);
            console.photograph("51-to-be-approved-by-" + user);
            console.at("approve").click();
            assertThat(console.at("approvals-head")).hasText(then);
            assertThat(console.at("approve")).hasCount(0);
        }
    }

    @Test
    void an_apply_that_found_rows_moved_leads_to_planning_again_and_shows_only_the_difference() throws SQLException {
        String plan = planOfRaisedPrices(501, 5);
        server.update("UPDATE shop.product SET price = price + 3 WHERE id = 503");
        server.update("UPDATE shop.product SET price = price - 1 WHERE id = 504");
        try (Console console = Console.open(browser, server.baseUri())) {
            console.signIn("operator");
            console.go("plan.xhtml?id=" + plan);
            console.at("accept").click();
            console.at("confirm-yes").click();
            assertThat(console.at("outcome")).hasAttribute("data-outcome", "ROLLED_BACK");
            assertThat(console.at("failure-code")).hasText("ROWS_MOVED");
            console.photograph("54-rows-moved");

            console.at("plan-again").click();

            Locator difference = console.at("difference");
            assertThat(difference).hasAttribute("data-none", "false");
            assertThat(difference.getByTestId("difference-rows")).hasAttribute("data-total", "2");
            assertThat(difference.getByTestId("difference-row").first()).containsText("503 other values");
            assertThat(difference.getByTestId("difference-row").nth(1)).containsText("504 Bring back → not in it");
            assertThat(difference.getByTestId("difference-table")).hasAttribute("data-table", "shop.product");
            assertThat(difference.getByTestId("was-back")).hasText("5→4");
            console.photograph("55-since-the-plan-you-looked-at");
            console.at("accept").click();
            console.at("confirm-yes").click();
            assertThat(console.at("outcome")).hasAttribute("data-outcome", "COMMITTED");

            console.go("plan.xhtml?id=" + plan);
            assertThat(console.at("replaced")).containsText("This was planned again since");
        }
    }
}
