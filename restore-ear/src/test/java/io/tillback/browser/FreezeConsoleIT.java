package io.tillback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.SelectOption;
import io.tillback.demo.TillbackClient;
import io.tillback.running.MachineBrowser;
import io.tillback.running.ServerEnvironment;
import io.tillback.running.SharedEnvironment;
import java.net.URI;
import java.sql.SQLException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Freezing by the console, and where it is then shown. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class FreezeConsoleIT {
    private static URI server;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void open() {
        server = SharedEnvironment.get().server().baseUri();
        DamagedShop.at(server);
        playwright = MachineBrowser.playwright();
        browser = MachineBrowser.launch(playwright);
        setDefaultAssertionTimeout(60_000);
    }

    @AfterAll
    static void close() {
        playwright.close();
    }

    private static void store(String statement) throws SQLException {
        try (var connection = SharedEnvironment.get().postgres().storesOwn().getConnection();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void an_operator_freezes_a_table_sees_it_wherever_the_table_is_and_lifts_it() throws SQLException {
        TillbackClient operator = TillbackClient.as(server, "operator", ServerEnvironment.DEMO_PASSWORD);
        String snapshot = operator.takeSnapshot();
        String plan = operator.plan("""
                {"target": {"snapshot": "%s"}, "tables": [{"schema": "shop", "table": "campaign_product"}]}
                """.formatted(snapshot));
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");
            console.at("nav-freezes").click();
            console.at("freeze-table").selectOption(new SelectOption().setLabel("shop.campaign_product"));
            console.at("freeze-time").selectOption(new SelectOption().setLabel("4 h"));
            console.at("freeze").click();
            assertThat(console.at("messages")).containsText("reason is empty");
            console.at("freeze-reason").fill("discounts of all campaigns were set to 90 %");
            console.at("freeze").click();

            Locator entry = entry(console, "in-force");
            assertThat(entry).containsText("frozen by operator");
            console.photograph("70-freezes");
            Assertions.assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> store("UPDATE shop.campaign_product SET discount = 1"))
                    .withMessageContaining("discounts of all campaigns were set to 90 %");

            console.go("snapshots.xhtml");
            assertThat(console.at("frozen-told")).containsText("shop.campaign_product can only be read until");
            console.photograph("71-frozen-banner");
            console.go("plan.xhtml?id=" + plan);
            assertThat(console.at("frozen")).containsText("Read-only until");
            console.photograph("72-frozen-plan");
            console.go("restore.xhtml?snapshot=" + snapshot);
            assertThat(console.at("frozen")).containsText("Read-only until");
            console.at("add-table")
                    .filter(new Locator.FilterOptions().setHasText("campaign_product"))
                    .click();
            assertThat(console.at("choice").getByTestId("frozen")).hasCount(1);
            console.photograph("73-frozen-table-chosen");

            console.go("freezes.xhtml");
            entry(console, "in-force").getByTestId("lift").click();
            assertThat(entry(console, "lifted").getByTestId("lifted-by")).containsText("lifted by operator");
            store("UPDATE shop.campaign_product SET discount = discount");
            console.go("snapshots.xhtml");
            assertThat(console.at("frozen-banner")).hasCount(0);
        }
    }

    private static Locator entry(Console console, String state) {
        return console.at("freeze-entry")
                .and(console.page()
                        .locator("[data-table='shop.campaign_product'][data-state='" + state + "']")
                        .first());
    }

    @Test
    void an_auditor_sees_freezes_and_can_neither_freeze_nor_lift() {
        try (Console console = Console.open(browser, server)) {
            console.signIn("auditor");
            console.at("nav-freezes").click();

            assertThat(console.heading("Freezes")).isVisible();
            assertThat(console.at("freeze")).hasCount(0);
            assertThat(console.at("lift")).hasCount(0);
        }
    }
}
