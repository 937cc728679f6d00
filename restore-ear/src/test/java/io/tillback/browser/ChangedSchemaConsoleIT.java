package io.tillback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import io.tillback.demo.TillbackClient;
import io.tillback.running.MachineBrowser;
import io.tillback.running.ServerEnvironment;
import io.tillback.running.SharedEnvironment;
import java.net.URI;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Restores across a changed schema, along foreign keys and seller by seller, as an operator sees them. */
class ChangedSchemaConsoleIT {
    private static final Pattern PREVIEW = Pattern.compile("plan\\.xhtml");

    private static SharedEnvironment environment;
    private static URI server;
    private static Playwright playwright;
    private static Browser browser;
    private static TillbackClient operator;
    private static String snapshot;

    @BeforeAll
    static void take_a_snapshot_and_change_the_schema() throws SQLException {
        environment = SharedEnvironment.get();
        server = environment.server().baseUri();
        DamagedShop.at(server);
        playwright = MachineBrowser.playwright();
        browser = MachineBrowser.launch(playwright);
        setDefaultAssertionTimeout(60_000);
        operator = TillbackClient.as(server, "operator", ServerEnvironment.DEMO_PASSWORD);
        update("""
                CREATE SCHEMA loft;
                CREATE TABLE loft.rule (id int PRIMARY KEY, code text NOT NULL, size int);
                CREATE TABLE loft.use (id int PRIMARY KEY, rule int REFERENCES loft.rule ON DELETE CASCADE);
                CREATE TABLE loft.note (id serial PRIMARY KEY, words text UNIQUE);
                CREATE TABLE loft.whole (id int PRIMARY KEY);
                CREATE TABLE loft.part (id int PRIMARY KEY, whole int REFERENCES loft.whole ON DELETE CASCADE);
                INSERT INTO loft.whole SELECT n FROM generate_series(1, 9) n;
                INSERT INTO loft.part SELECT n, (n - 1) % 9 + 1 FROM generate_series(1, 18) n;
                INSERT INTO loft.rule SELECT n, 'c' || n, n FROM generate_series(1, 9) n;
                INSERT INTO loft.use SELECT n, (n - 1) % 9 + 1 FROM generate_series(1, 18) n;
                INSERT INTO loft.note (words) SELECT 'n' || n FROM generate_series(1, 5) n
                """);
        snapshot = operator.takeSnapshot();
        update("""
                DELETE FROM loft.rule WHERE id <= 3;
                ALTER TABLE loft.rule RENAME code TO code_v2;
                ALTER TABLE loft.rule ALTER size TYPE numeric(10,2);
                ALTER TABLE loft.rule RENAME TO policy;
                DROP TABLE loft.note;
                DELETE FROM loft.whole WHERE id = 7;
                UPDATE shop.campaign SET budget = budget + 1 WHERE seller_id <= 20
                """);
    }

    @AfterAll
    static void clear_up() throws SQLException {
        playwright.close();
        update("DROP SCHEMA loft CASCADE; DELETE FROM shop.campaign WHERE id = 990001");
    }

    @Test
    void an_operator_says_what_a_renamed_table_was_called_and_brings_its_rows_back_with_what_vanished_along()
            throws SQLException {
        try (Console console = openForm()) {
            add(console, "loft.policy");
            Locator past = console.at("past");
            assertThat(past).isVisible();
            past.getByTestId("past-table").selectOption("loft.rule");
            past.getByTestId("add-map").click();
            assertThat(past.getByTestId("map-column").locator("option:checked")).hasText("code_v2");
            assertThat(past.getByTestId("map-from").locator("option:checked")).hasText("code");
            console.at("policy-dependents").selectOption("Bring them back too, however far it leads");
            console.photograph("50-plan-of-a-renamed-table");
            console.at("preview").click();

            assertThat(console.page()).hasURL(PREVIEW);
            assertThat(console.at("drift")).containsText("It was called loft.rule then");
            assertThat(console.at("drift")).containsText("code_v2 takes its values from column code");
            Locator followed = console.page().locator("[data-testid=table-counts][data-table='loft.use']");
            assertThat(followed.getByTestId("followed")).isVisible();
            assertThat(followed.getByTestId("create")).hasText("6");
            assertThat(console.at("drift-answer")).hasCount(3);
            console.photograph("51-preview-of-a-renamed-table");

            accept(console);
            Assertions.assertThat(ask("SELECT count(*) FROM loft.policy WHERE code_v2 = 'c' || id"))
                    .isEqualTo("9");
        }
    }

    @Test
    void a_dropped_table_is_offered_and_the_preview_shows_the_sql_that_creates_it_again() throws SQLException {
        try (Console console = openForm()) {
            console.at("table-search").fill("loft.note");
            assertThat(offer(console, "loft.note")).containsText("gone since");
            add(console, "loft.note");
            console.at("preview").click();

            assertThat(console.at("rebuilt")).isVisible();
            assertThat(console.at("drift")).containsText("It was dropped since");
            console.at("rebuild").locator("summary").click();
            assertThat(console.at("rebuild-sql").first()).isVisible();
            assertThat(console.at("rebuild")).containsText("CREATE TABLE loft.note");
            console.photograph("52-preview-of-a-dropped-table");

            accept(console);
            Assertions.assertThat(ask("SELECT count(*) FROM loft.note")).isEqualTo("5");
        }
    }

    @Test
    void what_stands_in_the_way_is_said_in_words_with_what_to_do() {
        String blocked = operator.plan("""
                {"target": {"snapshot": "%s"}, "tables": [{"schema": "loft", "table": "part"}]}
                """.formatted(snapshot));
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");
            console.go("plan.xhtml?id=" + blocked);

            assertThat(console.at("blocker-fact")).containsText("refer to missing rows of loft.whole");
            assertThat(console.at("blocker-hint")).containsText("created, null or skipped");
            assertThat(console.at("accept")).hasCount(0);
            console.photograph("53-preview-with-a-foreign-key-in-the-way");
        }
    }

    @Test
    void a_plan_is_applied_to_some_sellers_now_and_to_the_rest_later() throws SQLException {
        String before = ask("SELECT string_agg(seller_id || ' ' || budget, ',' ORDER BY id) FROM shop.campaign");
        String plan = operator.plan("""
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "campaign", "columns": ["budget"]}]}
                """.formatted(snapshot));
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");
            console.go("plan.xhtml?id=" + plan);
            Console.choose(console.at("extent"), "Some sellers first");
            assertThat(console.at("accept")).isDisabled();
            Locator sellers = console.at("seller-list").locator("label");
            sellers.nth(0).click();
            assertThat(console.at("part-rows")).containsText("Now 1 of ");
            sellers.nth(1).click();
            assertThat(console.at("part-rows")).containsText("Now 2 of ");
            assertThat(console.at("accept")).isEnabled();
            console.photograph("54-some-sellers-now");
            console.at("accept").click();
            assertThat(console.at("confirm-part").last()).containsText("Only for some sellers now: 2 rows");
            console.photographView("55-confirm-some-sellers");
            console.at("confirm-yes").click();
            assertThat(console.at("outcome")).hasAttribute("data-outcome", "COMMITTED");
            assertThat(console.at("proof")).hasText("2 of 2 rows verified");
            assertThat(console.at("part")).containsText("Sellers ");
            console.photograph("56-restored-for-some-sellers");

            console.at("to-rest").click();
            assertThat(console.at("partly-applied")).containsText("A part of this plan was applied already: Sellers ");
            console.photograph("57-the-rest-of-the-plan");
            accept(console);
            assertThat(console.at("part")).containsText("The rest: all but sellers ");
            console.at("nav-restores").click();
            assertThat(console.at("restore-part").first()).containsText("The rest: all but sellers ");
            console.photograph("58-restores-by-part");
        }
        Assertions.assertThat(ask("SELECT string_agg(seller_id || ' ' || budget, ',' ORDER BY id) FROM shop.campaign"))
                .isNotEqualTo(before);
        Assertions.assertThat(operator.loadPlan(plan).get("state").asText()).isEqualTo("applied");
    }

    @Test
    void sellers_whose_rows_are_not_in_the_way_get_theirs_from_a_plan_that_is_blocked() throws SQLException {
        update("""
                UPDATE shop.campaign SET name = name || ' gone wrong' WHERE seller_id = 21;
                INSERT INTO shop.campaign (id, seller_id, name, starts_at, ends_at, budget)
                VALUES (990001, 22, 'new', now(), now() + interval '1 day', 1);
                INSERT INTO shop.campaign_product SELECT 990001, min(id), 5 FROM shop.product
                """);
        String blocked = operator.plan("""
                {"target": {"snapshot": "%s"}, "policy": {"added": "remove"},
                 "tables": [{"schema": "shop", "table": "campaign", "side": "live",
                             "where": {"or": [{"column": "name", "is": "like", "value": "%% gone wrong"},
                                              {"column": "id", "is": "=", "value": 990001}]}}]}
                """.formatted(snapshot));
        try (Console console = Console.open(browser, server)) {
            console.signIn("operator");
            console.go("plan.xhtml?id=" + blocked);
            assertThat(console.at("blocker-fact")).containsText("which would delete them");
            assertThat(console.at("extent")).hasCount(0);
            console.at("seller-list")
                    .locator("label")
                    .filter(new Locator.FilterOptions().setHasText("Seller 21"))
                    .click();
            assertThat(console.at("part-rows")).containsText("Now ");
            console.photograph("59-some-sellers-of-a-blocked-plan");
            accept(console);
        }
        Assertions.assertThat(ask("SELECT count(*) FROM shop.campaign WHERE name LIKE '% gone wrong'"))
                .isEqualTo("0");
        Assertions.assertThat(ask("SELECT count(*) FROM shop.campaign WHERE id = 990001"))
                .isEqualTo("1");
    }

    private static Console openForm() {
        Console console = Console.open(browser, server);
        console.signIn("operator");
        console.go("restore.xhtml?snapshot=" + snapshot);
        return console;
    }

    private static Locator offer(Console console, String table) {
        return console.page().locator("[data-testid=add-table][data-table='" + table + "']");
    }

    private static void add(Console console, String table) {
        console.at("table-search").fill(table);
        offer(console, table).click();
        assertThat(console.at("choice")).hasAttribute("data-table", table);
    }

    private static void accept(Console console) {
        console.at("accept").click();
        console.at("confirm-yes").click();
        assertThat(console.at("outcome")).hasAttribute("data-outcome", "COMMITTED");
    }

    private static void update(String statements) throws SQLException {
        try (var connection = environment.postgres().storesOwn().getConnection();
                var sql = connection.createStatement()) {
            sql.executeUpdate(statements);
        }
    }

    private static String ask(String query) throws SQLException {
        try (var connection = environment.postgres().dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
