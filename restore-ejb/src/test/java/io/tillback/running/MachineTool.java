package io.tillback.running;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A command of this machine that a test compares our work with.
 *
 * <p>Without it, Debian's package is installed where root may do so.
 *
 * @param name as on the command line
 * @param debianPackage that brings it
 */
public record MachineTool(String name, String debianPackage) {
    public static final MachineTool ZSTD = new MachineTool("zstd", "zstd");
    public static final MachineTool OPENSSL = new MachineTool("openssl", "openssl");
    public static final MachineTool PSQL = new MachineTool("psql", "postgresql-client");

    /**
     * Makes sure that it is there.
     *
     * @throws IllegalStateException if it is not and cannot be installed; the message says what to do
     */
    public void require() {
        if (find().isEmpty() && isRootOnDebian()) {
            installDebianPackage(debianPackage);
        }
        if (find().isEmpty()) {
            throw new IllegalStateException(
                    "Cannot find %s on PATH. Install it (Debian: apt-get install %s).".formatted(name, debianPackage));
        }
    }

    private Optional<Path> find() {
        return Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> Arrays.stream(path.split(":")))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether {@link #installDebianPackage} can do anything here. */
    public static boolean isRootOnDebian() {
        return "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/apt-get"));
    }

    /** Tries to install a package; whether it did shows in what can be found afterwards. */
    public static void installDebianPackage(String debianPackage) {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        "apt-get update && apt-get install -y --no-install-recommends \"$0\"",
                        debianPackage)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            builder.start().waitFor(10, TimeUnit.MINUTES);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot run apt-get. Install " + debianPackage + " by hand.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs a shell script that uses machine tools, to its end.
     *
     * @param directory where it runs
     * @return what it printed
     * @throws IllegalStateException with what it printed, unless it ended well within two minutes
     */
    public static String runScript(Path directory, Map<String, String> environment, String script) throws IOException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(2, TimeUnit.MINUTES);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException("The script failed: " + script + "\n" + Files.readString(output));
            }
            return Files.readString(output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
