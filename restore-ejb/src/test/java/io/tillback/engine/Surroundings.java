package io.tillback.engine;

import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** One PostgreSQL and one S3 server for all tests of a run, started when the first test asks. */
public final class Surroundings implements LauncherSessionListener {
    private static final class Started {
        private static final Started ONCE = begin();
        private final RunningPostgres postgres;
        private final RunningObjectStore objects;

        private static Started begin() {
            Started started = new Started();
            begun = true;
            return started;
        }

        private Started() {
            try {
                Path target = Path.of("target").toAbsolutePath();
                postgres =
                        RunningPostgres.start(Files.createTempDirectory(Files.createDirectories(target), "postgres"));
                objects = RunningObjectStore.start(Files.createTempDirectory(target, "objects"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static volatile boolean begun;

    private static Started started() {
        begun = true;
        return Started.ONCE;
    }

    static RunningPostgres postgres() {
        return started().postgres;
    }

    static RunningObjectStore objects() {
        return started().objects;
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (begun) {
            Started.ONCE.postgres.close();
            Started.ONCE.objects.close();
        }
    }
}
