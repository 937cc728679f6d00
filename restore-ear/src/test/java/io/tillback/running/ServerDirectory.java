package io.tillback.running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where one server keeps its configuration, applications and logs: a copy of the one that the build laid out. */
public final class ServerDirectory {
    /** What the server has beside Tillback. */
    public enum Company {
        /** The sample store, somebody in each role, and what Arquillian needs. */
        SAMPLE_STORE,
        NONE
    }

    private static final String TEMPLATE = "usr/servers/tillback";

    private final Path home;
    private final Path userDirectory;
    private final String serverName;

    private ServerDirectory(Path home, Path userDirectory, String serverName) {
        this.home = home;
        this.userDirectory = userDirectory;
        this.serverName = serverName;
    }

    /**
     * Copies the build's server, in place of an older one of that name; of those with the sample store, which run one at a
     * time, in place of all of that name.
     *
     * @param port goes into the server's name: tools find a server by name among all of the machine
     */
    static ServerDirectory create(String name, int port, Company company) {
        Path home = propertyPath("tillback.liberty.home", "target/liberty/wlp");
        Path user = propertyPath("tillback.running.directory", "target/running").resolve("server");
        if (!Files.isDirectory(home.resolve(TEMPLATE))) {
            throw new IllegalStateException("Cannot start a server: %s has none. Run ./mvnw verify -DskipITs first."
                    .formatted(home.resolve(TEMPLATE)));
        }
        ServerDirectory directory = new ServerDirectory(home, user, name + "-" + port);
        try {
            deleteOlder(user.resolve("servers"), company == Company.NONE ? directory.serverName : name + "-\\d+");
            copy(home.resolve(TEMPLATE), directory.path(), company);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lay out a server in " + directory.path(), e);
        }
        return directory;
    }

    public Path home() {
        return home;
    }

    public Path userDirectory() {
        return userDirectory;
    }

    public String serverName() {
        return serverName;
    }

    public Path path() {
        return userDirectory.resolve("servers").resolve(serverName);
    }

    public Path logs() {
        return path().resolve("logs");
    }

    /** What the server says of itself; a new file at each start. */
    public Path messages() {
        return logs().resolve("messages.log");
    }

    /** What the process printed, of all starts. */
    public Path console() {
        return logs().resolve("console.txt");
    }

    List<String> runCommand() {
        // Through sh: unpacked by Maven, the script may have lost its executable bit.
        return List.of("sh", home.resolve("bin/server").toString(), "run", serverName);
    }

    /** The names of the applications that are to start. */
    List<String> applications() {
        try (Stream<Path> files = Files.list(path().resolve("apps"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".ear") || file.endsWith(".war"))
                    .map(file -> file.substring(0, file.length() - ".ear".length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the applications of " + path(), e);
        }
    }

    void forgetMessages() {
        try {
            Files.deleteIfExists(messages());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + messages(), e);
        }
    }

    private static Path propertyPath(String property, String otherwise) {
        return Path.of(System.getProperty(property, otherwise)).toAbsolutePath();
    }

    private static void deleteOlder(Path servers, String names) throws IOException {
        if (!Files.isDirectory(servers)) {
            return;
        }
        try (Stream<Path> all = Files.list(servers)) {
            for (Path server : all.filter(path -> path.getFileName().toString().matches(names))
                    .toList()) {
                delete(server);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void copy(Path from, Path to, Company company) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path path : walk.filter(path -> company == Company.SAMPLE_STORE || !isCompany(from.relativize(path)))
                    .toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private static boolean isCompany(Path file) {
        return file.startsWith("configDropins") || file.equals(Path.of("apps", "shop.war"));
    }
}
