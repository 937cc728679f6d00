package io.tillback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.tillback.running.ServerEnvironment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.Assertions;

/** The console in a browser window of its own, its viewer at home in Berlin. */
final class Console implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of(System.getProperty("tillback.running.directory", "target/running"))
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
        context.setDefaultTimeout((double) LONGEST_WAIT.toMillis());
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

    /** Photographs the whole page as a desk and as a telephone show it; neither may have to be pushed sideways. */
    void photograph(String name) {
        page.waitForLoadState();
        shoot(name, WIDE, true);
        shoot(name + "-narrow", NARROW, true);
        page.setViewportSize(WIDE, HEIGHT);
    }

    /** Photographs what a desk shows without scrolling, at once. */
    void photographView(String name) {
        shoot(name, WIDE, false);
    }

    private void shoot(String name, int width, boolean fullPage) {
        page.setViewportSize(width, HEIGHT);
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(fullPage)
                .setAnimations(ScreenshotAnimations.DISABLED)
                .setPath(SCREENSHOTS.resolve(name + ".png")));
        Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth"))
                .as("width of %s, in pixels", name)
                .isEqualTo(width);
    }

    @Override
    public void close() {
        context.close();
    }
}
