package io.tillback.running;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An Open Liberty with Tillback and the sample store, in a process of its own, that can be killed and started again.
 *
 * <p>It is a copy of the server that the build laid out, so that several can run at once. Ctrl-C ends it with its
 * parent.
 */
public final class RunningServer implements AutoCloseable {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(40);

    private final ServerDirectory directory;
    private final int port;
    private final Map<String, String> environment;
    private final Thread endWithParent = new Thread(this::stop, "ends-the-server");
    private Process process;

    private RunningServer(ServerDirectory directory, int port, Map<String, String> environment) {
        this.directory = directory;
        this.port = port;
        this.environment = Map.copyOf(environment);
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(endWithParent);
    }

    /**
     * Starts a server on a free port and waits until its applications have started.
     *
     * @param name tells this server's directory from others'; plain letters and dashes
     * @param environment what {@link ServerEnvironment} makes, plus whatever a test sets
     * @throws IllegalStateException with the log's last lines if it does not come up
     */
    public static RunningServer start(String name, Map<String, String> environment) {
        return startOn(freePort(), name, environment);
    }

    /** As {@link #start}, on a port that people can remember. */
    public static RunningServer startOn(int port, String name, Map<String, String> environment) {
        return start(port, ServerDirectory.create(name, port, ServerDirectory.Company.SAMPLE_STORE), environment);
    }

    /**
     * As {@link #startOn}, with Tillback alone, as an operator deploys it.
     *
     * @param host that it listens on, {@code *} for all
     */
    public static RunningServer startAlone(String host, int port, String name, Map<String, String> environment) {
        Map<String, String> listening = new HashMap<>(environment);
        listening.put("TILLBACK_HTTP_HOST", host);
        return start(port, ServerDirectory.create(name, port, ServerDirectory.Company.NONE), listening);
    }

    private static RunningServer start(int port, ServerDirectory directory, Map<String, String> environment) {
        RunningServer server = new RunningServer(directory, port, environment);
        server.awaitStarted();
        return server;
    }

    /** Where the server answers, with a slash at the end. */
    public URI baseUri() {
        return URI.create("http://localhost:" + port + "/");
    }

    public int port() {
        return port;
    }

    public ServerDirectory directory() {
        return directory;
    }

    /** Returns when the server's process has ended. */
    public void awaitEnd() {
        process.onExit().join();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Ends the server with {@code kill -9}, and all that it has started. */
    public void kill() {
        Stream<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()));
        all.toList().forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    /** Stops the server's process where it is, as a long garbage collection does, until {@link #goOn}. */
    public void standStill() {
        signal("STOP");
    }

    public void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(one -> {
            try {
                new ProcessBuilder("kill", "-" + name, String.valueOf(one.pid()))
                        .start()
                        .onExit()
                        .join();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot send " + name + " to process " + one.pid(), e);
            }
        });
    }

    /** Asks the server to stop, and kills it if it has not after 40 seconds. */
    public void stop() {
        process.destroy();
        if (!endsWithin(LONGEST_STOP)) {
            kill();
        }
    }

    /** Stops the server if it runs, and starts it in the same directory and on the same port. */
    public void restart() {
        stop();
        process = launch();
        awaitStarted();
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(endWithParent);
    }

    private Process launch() {
        directory.forgetMessages();
        ProcessBuilder builder = new ProcessBuilder(directory.runCommand())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(directory.console().toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("WLP_USER_DIR", directory.userDirectory().toString());
        builder.environment().put("TILLBACK_HTTP_PORT", Integer.toString(port));
        try {
            Files.createDirectories(directory.logs());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + directory.runCommand(), e);
        }
    }

    private void awaitStarted() {
        try {
            new ServerStart(directory, this::isRunning).await();
        } catch (IllegalStateException e) {
            kill();
            throw e;
        }
    }

    private boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find a free port", e);
        }
    }
}
