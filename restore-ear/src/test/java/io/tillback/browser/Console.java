package io.tillback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tillback.running.ServerEnvironment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** The console in a browser window of its own, its viewer at home in Berlin. */
final class Console implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of(
                    System.getProperty("tillback.running.directory", "target/running"))
            .toAbsolutePath()
            .resolveSibling("screenshots");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int HEIGHT = 800;
    private static final int WIDE = 1280;
    private static final int NARROW = 420;

    private final URI base;
    private final BrowserContext context;
    private final Page page;

    private Console(URI base, BrowserContext context) {
        this.base = base;
        this.context = context;
        context.setDefaultTimeout(LONGEST_WAIT.toMillis());
        this.page = context.newPage();
    }

    /** @param server where the server answers, with a slash at the end */
    static Console open(Browser browser, URI server) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(WIDE, HEIGHT)
                .setTimezoneId("Europe/Berlin")
                .setLocale("en-GB"));
        return new Console(server.resolve("tillback/"), context);
    }

    /** Opens a page by its path, {@code plan.xhtml?id=…} for example. */
    void go(String path) {
        page.navigate(base.resolve(path).toString());
    }

    void signIn(String user, String password) {
        go("");
        at("username").fill(user);
        at("password").fill(password);
        at("sign-in").click();
    }

    void signIn(String user) {
        signIn(user, ServerEnvironment.DEMO_PASSWORD);
        assertThat(at("user")).hasText(user);
    }

    Page page() {
        return page;
    }

    /** The element that the pages name so for tests. */
    Locator at(String testId) {
        return page.getByTestId(testId);
    }

    Locator heading(String text) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text));
    }

    /** Picks the option of that label, of a row of buttons, checkboxes or a dialog. */
    static void choose(Locator among, String label) {
        among.getByText(label, new Locator.GetByTextOptions().setExact(true)).click();
    }

    /** Photographs the whole page as a desk and as a telephone show it. */
    void photograph(String name) {
        photographWide(name);
        page.setViewportSize(NARROW, HEIGHT);
        shoot(name + "-narrow");
        page.setViewportSize(WIDE, HEIGHT);
    }

    /** Photographs the page as a desk shows it, at once. */
    void photographWide(String name) {
        shoot(name);
    }

    private void shoot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    @Override
    public void close() {
        context.close();
    }
}
