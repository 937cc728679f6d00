package io.tillback.running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for a server's start, and tells from its messages why there is none. */
final class ServerStart {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final int LINES_TOLD = 40;
    private static final String TILLBACK_REFUSES = "Tillback does not start.";
    private static final String SERVER_READY = "CWWKF0011I";
    private static final String APPLICATION_STARTED = "CWWKZ0001I";
    private static final List<String> APPLICATION_FAILED =
            List.of("CWWKZ0002E", "CWWKZ0004E", "CWWKZ0012I", "CWWKZ0014W");

    private final ServerDirectory directory;
    private final BooleanSupplier running;

    ServerStart(ServerDirectory directory, BooleanSupplier running) {
        this.directory = directory;
        this.running = running;
    }

    /** Returns when the server and each of its applications said that they have started. */
    void await() {
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(200))
                    .atMost(LONGEST_START)
                    .until(() -> isOver(messages()));
        } catch (ConditionTimeoutException e) {
            throw failure("it was not ready after " + LONGEST_START.toSeconds() + " s");
        }
        if (hasFailed(messages())) {
            throw failure("an application did not start");
        }
        if (!running.getAsBoolean()) {
            throw failure("its process ended");
        }
    }

    private boolean isOver(List<String> messages) {
        return !running.getAsBoolean() || hasFailed(messages) || hasStarted(messages);
    }

    private boolean hasStarted(List<String> messages) {
        return says(messages, SERVER_READY, "")
                && directory.applications().stream()
                        .allMatch(name -> says(messages, APPLICATION_STARTED, " " + name + " "));
    }

    private static boolean hasFailed(List<String> messages) {
        return APPLICATION_FAILED.stream().anyMatch(code -> says(messages, code, ""));
    }

    private static boolean says(List<String> messages, String code, String also) {
        return messages.stream().anyMatch(line -> line.contains(code) && line.contains(also));
    }

    private IllegalStateException failure(String why) {
        List<String> messages = messages();
        String said = messages.stream()
                .filter(line -> line.contains(TILLBACK_REFUSES))
                .map(line -> line.substring(line.indexOf(TILLBACK_REFUSES)))
                .findFirst()
                .orElse(why + ".");
        return new IllegalStateException("Cannot start the server: %s%nThe end of %s:%n%s%nThe end of %s:%n%s"
                .formatted(
                        said,
                        directory.messages(),
                        lastLines(messages),
                        directory.console(),
                        lastLines(linesOf(directory.console()))));
    }

    private List<String> messages() {
        return linesOf(directory.messages());
    }

    private static List<String> linesOf(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static String lastLines(List<String> lines) {
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size()));
    }
}
