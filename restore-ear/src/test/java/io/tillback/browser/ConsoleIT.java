package io.tillback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import io.tillback.demo.TillbackClient;
import io.tillback.running.MachineBrowser;
import io.tillback.running.ServerEnvironment;
import io.tillback.running.SharedEnvironment;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Incident 1 through the console, as the people who work with it see it. */
class ConsoleIT {
    private static final List<String> WHAT_CHANGES_SOMETHING = List.of(
            "take-snapshot",
            "verify",
            "restore-from",
            "nav-restore",
            "plan-a-restore",
            "plan-without",
            "plan-before",
            "preview",
            "accept",
            "confirm-yes",
            "take-back",
            "plan-again",
            "approve",
            "job-cancel",
            "freeze",
            "lift");
    private static final Pattern RAW_ENUM_OR_INSTANT =
            Pattern.compile("\\b(?:[A-Z]+_[A-Z_]+|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d)");

    private static SharedEnvironment environment;
    private static URI server;
    private static DamagedShop shop;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void open() {
        environment = SharedEnvironment.get();
        server = environment.server().baseUri();
        shop = DamagedShop.at(server);
        playwright = MachineBrowser.playwright();
        browser = MachineBrowser.launch(playwright);
        setDefaultAssertionTimeout(60_000);
    }

    @AfterAll
    static void close() {
        playwright.close();
    }

    @Test
    void an_operator_walks_incident_1_from_the_snapshot_to_the_proof_and_to_the_way_back() throws SQLException {
        shop.nameFile(3, "guitar-lessons.zip");
        long damagedBefore = shop.countDamaged();
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");
            String snapshot = takeSnapshot(console);

            shop.renameAllFiles();
            shop.nameFile(1, "mended-by-hand-1.zip");
            shop.nameFile(2, "mended-by-hand-2.zip");
            long damaged = shop.countDamaged() - damagedBefore;

            planFileNames(console, snapshot);
            seePreview(console, damaged);
            acceptAndRestore(console, damaged);
            Assertions.assertThat(shop.fileName(3)).isEqualTo("guitar-lessons.zip");
            Assertions.assertThat(shop.fileName(1)).isEqualTo("mended-by-hand-1.zip");
            Assertions.assertThat(shop.countDamaged()).isEqualTo(damagedBefore);

            planTakingItBack(console, damaged);
        }
    }

    @Test
    void a_wrong_password_is_told_and_the_right_one_leads_on() {
        try (Console console = Console.open(browser, server)) {
            console.go("");
            console.photograph("01-sign-in");

            console.signIn("operator", "not-the-password");

            assertThat(console.at("login-failed")).containsText("Name or password is wrong.");
            console.photograph("02-sign-in-refused");
            console.signIn("operator");
            assertThat(console.heading("Snapshots")).isVisible();
        }
    }

    @Test
    void an_auditor_sees_everything_and_no_button_that_changes_something() {
        TillbackClient operator = TillbackClient.as(server, "operator", ServerEnvironment.DEMO_PASSWORD);
        String snapshot = operator.takeSnapshot();
        operator.verifySnapshot(snapshot);
        shop.nameFile(5, "wrong.zip");
        JsonNode applied = operator.loadPlan(operator.plan(productNumber5(snapshot)));
        String restore = operator.acceptAndApply(applied, "seen by the auditor");
        shop.nameFile(5, "wrong-again.zip");
        String plan = operator.plan(productNumber5(snapshot));
        try (Console console = Console.open(browser, server)) {
            console.signIn("auditor");
            seeUnchangeable(console, "snapshots.xhtml", "30-auditor-snapshots");
            seeUnchangeable(console, "snapshot.xhtml?id=" + snapshot, "31-auditor-snapshot");
            seeUnchangeable(console, "restores.xhtml", "32-auditor-restores");
            seeUnchangeable(console, "restored.xhtml?id=" + restore, "33-auditor-restore");
            seeUnchangeable(console, "jobs.xhtml", "34-auditor-jobs");
            seeUnchangeable(console, "plan.xhtml?id=" + plan, "35-auditor-preview");
            assertThat(console.at("may-not")).isVisible();
            console.at("toggle-columns").click();
            assertThat(console.at("toggle-columns")).hasText("Show only what differs");
            console.photograph("36-auditor-preview-all-columns");
        }
        shop.nameFile(5, "right-again.zip");
    }

    private record Slot(String tier, String snapshot) {}

    /** Another test may have cancelled one of them. */
    private static Slot takenSlot(TillbackClient operator) {
        for (String tier : List.of("hourly", "daily")) {
            JsonNode ended = operator.awaitEnd(operator.http().post("tiers/" + tier + "/slots"));
            if (ended.get("state").asText().equals("done")) {
                return new Slot(tier, ended.get("result").get("id").asText());
            }
        }
        throw new AssertionError("No slot is taken");
    }

    @Test
    void an_operator_sees_what_is_kept_and_why_and_when_the_next_snapshot_is_due() {
        TillbackClient operator = TillbackClient.as(server, "operator", ServerEnvironment.DEMO_PASSWORD);
        String byHand = operator.takeSnapshot();
        Slot slot = takenSlot(operator);
        String taken = slot.snapshot();
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");

            Locator tier = console.page().locator("[data-testid=tier][data-tier=%s]".formatted(slot.tier()));
            assertThat(tier.getByTestId("tier-next")).containsText("UTC");
            assertThat(tier.getByTestId("tier-last")).containsText("taken");
            assertThat(keptOf(console, byHand)).containsText("until it is purged by hand");
            assertThat(keptOf(console, taken)).containsText("until");
            assertThat(keptOf(console, taken)).containsText("UTC");
            console.photograph("41-tiers-and-expiry");

            console.go("snapshot.xhtml?id=" + taken);
            assertThat(console.at("snapshot-kept")).containsText("UTC");
        }
    }

    private static Locator keptOf(Console console, String snapshot) {
        return console.page()
                .locator("[data-testid=snapshot][data-snapshot='" + snapshot + "']")
                .getByTestId("snapshot-kept");
    }

    @Test
    void an_unknown_plan_is_answered_with_a_message_and_a_hint() {
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");

            console.go("plan.xhtml?id=zzzzzzzzzz");

            assertThat(console.at("problem-message")).containsText("zzzzzzzzzz");
            assertThat(console.at("problem-hint")).not().isEmpty();
            console.photograph("40-unknown-plan");
        }
    }

    private static String takeSnapshot(Console console) throws SQLException {
        assertThat(console.heading("Snapshots")).isVisible();
        Locator running = console.at("running-jobs").getByTestId("job");
        HeldTable.fromReaders(environment.postgres().dataSource(), "shop.product", () -> {
            console.at("take-snapshot").click();
            assertThat(running.getByTestId("job-step").first()).isVisible();
            console.photograph("10-snapshot-running");
        });
        assertThat(console.at("running-jobs").getByTestId("job-done")).isVisible();
        Locator newest = console.at("snapshot").first();
        assertThat(newest).hasAttribute("data-state", "COMPLETE");
        assertThat(newest.getByTestId("snapshot-state")).hasText("Complete");
        assertThat(newest.locator(".local").first()).containsText("CET");
        console.photograph("11-snapshots");
        String snapshot = newest.getAttribute("data-snapshot");
        newest.getByTestId("snapshot-open").click();
        assertThat(console.at("snapshot-table").first()).isVisible();
        console.photograph("12-snapshot");
        return snapshot;
    }

    private static void planFileNames(Console console, String snapshot) {
        console.at("restore-from").click();
        assertThat(console.page()).hasURL(Pattern.compile("snapshot=" + snapshot));
        console.photograph("13-plan-a-restore");
        console.at("table-search").fill("product");
        assertThat(console.at("add-table").first()).containsText("product");
        console.page()
                .locator("[data-testid=add-table][data-table='shop.product']")
                .click();
        Locator choice = console.at("choice");
        assertThat(choice).hasAttribute("data-table", "shop.product");
        Console.choose(choice, "Some columns");
        Console.choose(choice.locator(".columns"), "file_name");
        Console.choose(choice, "By condition");
        assertThat(choice.getByTestId("condition-value")).isVisible();
        choice.getByTestId("condition-column").selectOption("file_name");
        choice.getByTestId("condition-value").fill(DamagedShop.DAMAGE);
        assertThat(choice.getByTestId("condition-side").locator("option:checked"))
                .hasText("as it is now");
        console.photograph("14-plan-of-one-column");
        console.at("preview").click();
    }

    private static void seePreview(Console console, long damaged) {
        assertThat(console.at("certainty")).containsText("Unknown: no journal covers");
        assertThat(console.at("headline")).containsText("sets %s back in column file_name".formatted(rows(damaged)));
        assertThat(console.at("change")).hasText(count(damaged));
        assertThat(console.at("create")).hasText("0");
        assertThat(console.at("remove")).hasText("0");
        Locator first = console.at("row").first();
        assertThat(first.getByTestId("live").filter(new Locator.FilterOptions().setHasText(DamagedShop.DAMAGE)))
                .isVisible();
        assertThat(first.getByTestId("target")).not().hasText(DamagedShop.DAMAGE);
        console.photograph("15-preview");
        assertThat(console.at("pager")).hasText("1–15 of " + rows(damaged));
        console.at("next-page").click();
        assertThat(console.at("pager")).containsText("16–30 of");
        console.at("last-page").click();
        assertThat(console.at("next-page")).isDisabled();
        console.at("first-page").click();
        assertThat(console.at("pager")).containsText("1–15 of");
        assertNoRawNames(console);
    }

    private static void acceptAndRestore(Console console, long damaged) throws SQLException {
        console.page().locator("[id='plan:comment']").fill("names renamed by script");
        console.at("accept").click();
        assertThat(console.at("confirm-headline").first()).isVisible();
        console.photographView("16-confirm");
        HeldTable.fromWriters(environment.postgres().dataSource(), "shop.product", () -> {
            console.at("confirm-yes").click();
            assertThat(console.at("outcome")).hasAttribute("data-outcome", "RUNNING");
            console.photographView("17-restoring");
        });
        assertThat(console.at("outcome")).hasAttribute("data-outcome", "COMMITTED");
        assertThat(console.at("proof")).hasText("%s of %s verified".formatted(count(damaged), rows(damaged)));
        assertThat(console.at("comment")).hasText("names renamed by script");
        console.photograph("18-restored");
        assertNoRawNames(console);
    }

    private static void planTakingItBack(Console console, long damaged) {
        console.at("take-back").click();
        assertThat(console.at("certainty")).containsText("Exact:");
        assertThat(console.at("change")).hasText(count(damaged));
        assertThat(console.at("row").first().getByTestId("target")).hasText(DamagedShop.DAMAGE);
        console.photograph("19-take-back-preview");
        console.at("nav-restores").click();
        assertThat(console.at("restore").first()).isVisible();
        console.photograph("20-restores");
        console.at("nav-jobs").click();
        assertThat(console.at("job-card").first()).isVisible();
        console.photograph("21-jobs");
    }

    private static void seeUnchangeable(Console console, String path, String screenshot) {
        console.go(path);
        assertThat(console.at("user")).hasText("auditor");
        assertThat(console.page().locator("main h1")).isVisible();
        WHAT_CHANGES_SOMETHING.forEach(button -> assertThat(console.at(button)).hasCount(0));
        console.photograph(screenshot);
        assertNoRawNames(console);
    }

    /** But for failures, which show their code: other tests leave some. */
    private static void assertNoRawNames(Console console) {
        String text = console.page().locator("main").innerText();
        for (String failure : console.at("failure").allInnerTexts()) {
            text = text.replace(failure, "");
        }
        Assertions.assertThat(text).doesNotContainPattern(RAW_ENUM_OR_INSTANT);
    }

    private static String productNumber5(String snapshot) {
        return """
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "keys": [["5"]]}]}
                """.formatted(snapshot);
    }

    private static String count(long value) {
        return String.format(Locale.ENGLISH, "%,d", value);
    }

    private static String rows(long value) {
        return count(value) + " rows";
    }
}
