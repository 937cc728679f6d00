package io.tillback.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What it was measured on. */
final class Machine {
    private Machine() {}

    static List<String> describe(DebianPostgres postgres, Path project) {
        return List.of(
                "%d cores, %s; %.0f GB of memory"
                        .formatted(Runtime.getRuntime().availableProcessors(), processor(), memoryGigabytes()),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "Java " + System.getProperty("java.runtime.version")
                        + ", -Xmx256m; the S3 server (S3Proxy, objects as files) in a process of its own",
                postgres.ask("postgres", "SELECT 'PostgreSQL ' || current_setting('server_version')")
                        + ", shared_buffers 2 GB, max_wal_size 16 GB, everything else as Debian's package has it",
                "Tillback " + commit(project) + " with its default settings");
    }

    private static String processor() {
        return lineOf("/proc/cpuinfo", "model name").replaceAll(".*:\\s*", "");
    }

    private static double memoryGigabytes() {
        String digits = lineOf("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024 / 1e9;
    }

    private static String lineOf(String file, String start) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(start)).findFirst().orElse("unknown");
        } catch (IOException e) {
            return "unknown on " + System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        }
    }

    static String commit(Path project) {
        try {
            Process git = new ProcessBuilder("git", "-C", project.toString(), "describe", "--always", "--dirty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String name =
                    new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
            return name.isEmpty() ? "unknown" : name;
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** The folder that a file or folder of an absolute path lies in. */
    static Path parent(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "the root has no parent");
    }
}
