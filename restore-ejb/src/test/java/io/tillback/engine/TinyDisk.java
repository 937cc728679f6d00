package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few megabytes; only root may mount one. */
record TinyDisk(Path directory) implements AutoCloseable {
    static TinyDisk mount(Path directory, String size) throws IOException {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=0777", "tmpfs", disk.toString()) == 0;
        Assumptions.assumeTrue(mounted, "this user may not mount a small file system");
        return new TinyDisk(disk);
    }

    /** Nothing more fits. */
    void fill() throws IOException {
        try (OutputStream rest = Files.newOutputStream(directory.resolve("rest"))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> {
                        while (true) {
                            rest.write(new byte[1024]);
                        }
                    })
                    .withMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command).start().onExit().join().exitValue();
    }

    @Override
    public void close() throws IOException {
        // A backend may still have a file open that is gone.
        assertThat(run("umount", "--lazy", directory.toString())).isZero();
    }
}
