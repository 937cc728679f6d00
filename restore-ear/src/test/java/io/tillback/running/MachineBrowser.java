package io.tillback.running;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The browser of this machine, for tests that look at pages as people do.
 *
 * <p>Without one, Debian's is installed where root may do so; elsewhere Playwright downloads its own.
 */
public final class MachineBrowser {
    private static final List<String> USUAL_PLACES = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/usr/bin/google-chrome-stable",
            "/snap/bin/chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");
    private static final Map<String, String> NO_DOWNLOAD = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");

    private MachineBrowser() {}

    /** Starts Playwright's driver, without its downloading browsers unless there is no other way to one. */
    public static Playwright playwright() {
        return Playwright.create(
                new Playwright.CreateOptions().setEnv(executable().isPresent() ? NO_DOWNLOAD : Map.of()));
    }

    /**
     * Starts the browser without a window.
     *
     * @throws IllegalStateException if there is none and none can be installed
     */
    public static Browser launch(Playwright playwright) {
        BrowserType.LaunchOptions options =
                new BrowserType.LaunchOptions().setHeadless(true).setArgs(ARGUMENTS);
        executable().ifPresent(options::setExecutablePath);
        try {
            return playwright.chromium().launch(options);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "Cannot start a browser: looked at $CHROMIUM and " + USUAL_PLACES
                            + ". Install Chromium (Debian: apt-get install chromium), or set CHROMIUM to its path.",
                    e);
        }
    }

    private static Optional<Path> executable() {
        Optional<Path> found = findExecutable();
        if (found.isPresent() || !isRootOnDebian()) {
            return found;
        }
        install();
        return findExecutable();
    }

    private static Optional<Path> findExecutable() {
        return Optional.ofNullable(System.getenv("CHROMIUM")).map(Path::of).or(() -> USUAL_PLACES.stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst());
    }

    private static boolean isRootOnDebian() {
        return "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/apt-get"));
    }

    private static void install() {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", "apt-get update && apt-get install -y --no-install-recommends chromium")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            builder.start().waitFor(10, TimeUnit.MINUTES);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot run apt-get. Install Chromium, or set CHROMIUM to its path.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
