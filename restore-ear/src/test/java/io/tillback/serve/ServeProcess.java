package io.tillback.serve;

import io.tillback.running.FreshDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** What {@code ./mvnw -Pserve verify} runs, in a process of its own. */
final class ServeProcess implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private final Process process;
    private final Path output;

    private ServeProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static ServeProcess start(Map<String, String> variables) throws IOException {
        Path output = FreshDirectory.create("serve").resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx200m",
                        "-Dtillback.liberty.home=" + System.getProperty("tillback.liberty.home"),
                        "-Dtillback.running.directory=" + System.getProperty("tillback.running.directory"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Serve.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TILLBACK_") || name.startsWith("AWS_"));
        builder.environment().putAll(variables);
        return new ServeProcess(builder.start(), output);
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + output, e);
        }
    }

    void awaitServing() {
        Awaitility.await()
                .atMost(LONGEST_START)
                .until(() -> !process.isAlive() || output().contains("Ctrl-C stops the server."));
        if (!process.isAlive()) {
            throw new IllegalStateException("It ended: " + output());
        }
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("It goes on: " + output());
        }
        return process.exitValue();
    }

    /** The processes that it has started and that still run. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    @Override
    public void close() {
        children().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
