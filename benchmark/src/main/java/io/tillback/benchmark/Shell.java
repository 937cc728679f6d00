package io.tillback.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands to their end. PostgreSQL refuses to run as root, so root runs them as the user postgres. */
final class Shell {
    private static final String UNPRIVILEGED = "postgres";

    private final Path directory;

    Shell(Path directory) {
        this.directory = directory;
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Lets the unprivileged user write here. */
    static void handOver(Path directory) {
        if (isRoot()) {
            new Shell(Machine.parent(directory)).runAsIs(List.of("chown", UNPRIVILEGED, directory.toString()));
        }
    }

    /** Removes a directory with all that is in it, whoever it belongs to. */
    void removeAll(Path unwanted) {
        runAsIs(List.of("rm", "-rf", unwanted.toString()));
    }

    /** @return what the command printed */
    String run(Map<String, String> environment, List<String> command) {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            whole.addAll(List.of("runuser", "-u", UNPRIVILEGED, "--"));
        }
        whole.addAll(command);
        return runAsIs(environment, whole);
    }

    private String runAsIs(List<String> command) {
        return runAsIs(Map.of(), command);
    }

    private String runAsIs(Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("benchmark", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                int exit = builder.start().waitFor();
                String printed = Files.readString(output);
                if (exit != 0) {
                    throw new IllegalStateException("Command failed: " + String.join(" ", command) + "\n" + printed);
                }
                return printed;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command, e);
        }
    }
}
