package io.tillback.running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * One database, object store and server for all tests of a run, started by the first that asks.
 *
 * <p>A test that kills or stops one of them starts its own instead.
 */
public final class SharedEnvironment {
    private static Optional<SharedEnvironment> current = Optional.empty();
    private static Optional<RuntimeException> failure = Optional.empty();

    private final RunningPostgres postgres;
    private final RunningObjectStore objectStore;
    private final RunningServer server;

    private SharedEnvironment(RunningPostgres postgres, RunningObjectStore objectStore, RunningServer server) {
        this.postgres = postgres;
        this.objectStore = objectStore;
        this.server = server;
    }

    /** Starts everything at the first call, which takes about half a minute. */
    public static synchronized SharedEnvironment get() {
        if (failure.isPresent()) {
            throw new IllegalStateException("Cannot start what the tests run on: see the first failure", failure.get());
        }
        if (current.isEmpty()) {
            current = Optional.of(startedOnce());
        }
        return current.get();
    }

    public RunningPostgres postgres() {
        return postgres;
    }

    public RunningObjectStore objectStore() {
        return objectStore;
    }

    public RunningServer server() {
        return server;
    }

    /** What failed once is not tried again for each test class; the JVM's end stops what had started. */
    private static SharedEnvironment startedOnce() {
        try {
            return started();
        } catch (RuntimeException e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    private static SharedEnvironment started() {
        try {
            Path directory = FreshDirectory.create("shared");
            RunningPostgres postgres = RunningPostgres.start(directory.resolve("postgres"));
            RunningObjectStore objectStore = RunningObjectStore.start(directory.resolve("objects"));
            RunningServer server = RunningServer.start("shared", ServerEnvironment.of(postgres, objectStore));
            return new SharedEnvironment(postgres, objectStore, server);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start what the tests run on", e);
        }
    }

    private static synchronized void closeIfStarted() {
        current.ifPresent(environment -> {
            environment.server.close();
            environment.objectStore.close();
            environment.postgres.close();
        });
        current = Optional.empty();
    }

    /** Ends the environment with JUnit's session. */
    public static final class Closer implements LauncherSessionListener {
        @Override
        public void launcherSessionClosed(LauncherSession session) {
            closeIfStarted();
        }
    }
}
