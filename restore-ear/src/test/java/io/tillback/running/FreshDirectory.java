package io.tillback.running;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories under {@code target} for what a run leaves behind, to be looked at after a failure. */
public final class FreshDirectory {
    private FreshDirectory() {}

    /** Creates an empty directory; earlier ones of that name stay until {@code mvn clean}. */
    public static Path create(String name) throws IOException {
        Path parent = Path.of(System.getProperty("tillback.running.directory", "target/running"))
                .toAbsolutePath();
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, name + "-");
    }
}
