package io.tillback.running;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL 18 on a free port of this machine, that can be killed and started again on the same data and port.
 *
 * <p>It runs with {@code wal_level=logical}, so that a test can ask the WAL what really happened, and with
 * {@code fsync} off: killed processes lose nothing by that, only a power cut would.
 */
public final class RunningPostgres implements AutoCloseable {
    /** The major version of the server that tests start. */
    public static final int VERSION =
            Integer.parseInt(System.getProperty("tillback.postgres", "18").split("\\.", 2)[0]);

    /** The same on every developer's machine; before version 17 only the system knows how to sort UTF-8. */
    private static final Map<String, String> SORT_ORDER = VERSION >= 17
            ? Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8")
            : Map.of("locale", "C.UTF-8");

    private static final String SUPERUSER = "postgres";
    private static final String MAINTENANCE_DATABASE = "postgres";
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final Path dataDirectory;
    private EmbeddedPostgres server;

    private RunningPostgres(Path dataDirectory, EmbeddedPostgres server) {
        this.dataDirectory = dataDirectory;
        this.server = server;
    }

    /**
     * Starts a server, and lays its data directory out if there is none yet. Its database belongs to the store, and
     * Tillback has its role in it: {@link StoreRoles}.
     *
     * @param dataDirectory kept when the server is closed
     * @throws UncheckedIOException if it does not answer within a minute
     */
    public static RunningPostgres start(Path dataDirectory) {
        Path absolute = dataDirectory.toAbsolutePath();
        RunningPostgres postgres = new RunningPostgres(absolute, startOn(absolute, 0));
        postgres.requirePasswords();
        postgres.prepareRoles();
        return postgres;
    }

    private void prepareRoles() {
        try {
            StoreRoles.prepare(this, MAINTENANCE_DATABASE);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot make the roles of store and Tillback", e);
        }
    }

    /** As most servers do: only the superuser gets in without. */
    private void requirePasswords() {
        try (var connection = dataSource().getConnection();
                var statement = connection.createStatement()) {
            Files.writeString(dataDirectory.resolve("pg_hba.conf"), """
                    local all         all               trust
                    host  all         postgres  all     trust
                    host  replication postgres  all     trust
                    host  all         all       all     scram-sha-256
                    """);
            statement.execute("SELECT pg_reload_conf()");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write pg_hba.conf in " + dataDirectory, e);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot make PostgreSQL ask for passwords", e);
        }
    }

    public String jdbcUrl() {
        return jdbcUrl(MAINTENANCE_DATABASE);
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
    }

    public String user() {
        return SUPERUSER;
    }

    /** Any password is taken from the superuser. */
    public String password() {
        return SUPERUSER;
    }

    public int port() {
        return server.getPort();
    }

    public DataSource dataSource() {
        return dataSource(MAINTENANCE_DATABASE);
    }

    /** The store's own way to the database that {@link #dataSource()} leads to. */
    public DataSource storesOwn() {
        return dataSource(MAINTENANCE_DATABASE, StoreRoles.OWNER);
    }

    public DataSource dataSource(String database) {
        return dataSource(database, new Login(user(), password()));
    }

    public DataSource dataSource(String database, Login login) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(database));
        source.setUser(login.role());
        source.setPassword(login.password());
        return source;
    }

    /**
     * Creates an empty database of the superuser's, so that tests that share the server do not meet.
     *
     * @param name a plain lower-case identifier that the server does not have yet
     */
    public DataSource createDatabase(String name) throws SQLException {
        try (var connection = dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return dataSource(name);
    }

    /** Ends every process of the server with {@code kill -9}, as a crash of its machine would. */
    public void kill() {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> backends = postmaster.children().toList();
        Stream<ProcessHandle> all = Stream.concat(Stream.of(postmaster), backends.stream());
        all.peek(ProcessHandle::destroyForcibly).toList().forEach(process -> process.onExit()
                .join());
    }

    /** Ends the server's first process with {@code kill -9}; the others notice that it is gone, and end. */
    public void killPostmaster() {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> backends = postmaster.children().toList();
        postmaster.destroyForcibly();
        Stream.concat(Stream.of(postmaster), backends.stream())
                .forEach(process -> process.onExit().join());
    }

    /**
     * Ends one process with {@code kill -9}. The server ends all others then, and begins anew by itself.
     *
     * @param pid as {@code pg_stat_activity} has it
     */
    public void killBackend(long pid) {
        if (postmaster().children().noneMatch(process -> process.pid() == pid)) {
            throw new IllegalArgumentException(pid + " is no process of this server");
        }
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Stops the server if it still runs, and starts it on the same data and the same port. */
    public void restart() {
        int port = port();
        close();
        server = startOn(dataDirectory, port);
    }

    /** Copies the data directory while the server is stopped. */
    public void copyTo(Path copy) {
        int port = port();
        close();
        copy(dataDirectory, copy);
        server = startOn(dataDirectory, port);
    }

    /** Puts a copy in the place of the data directory, as somebody does who has lost the newer one. */
    public void setBackTo(Path copy) {
        int port = port();
        close();
        delete(dataDirectory);
        copy(copy, dataDirectory);
        server = startOn(dataDirectory, port);
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + from + " to " + to, e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + directory, e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop PostgreSQL in " + dataDirectory, e);
        }
    }

    private ProcessHandle postmaster() {
        Path pidFile = dataDirectory.resolve("postmaster.pid");
        try (Stream<String> lines = Files.lines(pidFile)) {
            long pid = Long.parseLong(lines.findFirst().orElseThrow().trim());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find PostgreSQL's process in " + pidFile, e);
        }
    }

    private static EmbeddedPostgres startOn(Path dataDirectory, int port) {
        var server = EmbeddedPostgres.builder()
                .setDataDirectory(dataDirectory)
                .setCleanDataDirectory(false)
                .setPGStartupWait(LONGEST_START)
                // The library turns it off: commits that were answered would be missing after a kill.
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .setServerConfig("max_prepared_transactions", "10")
                .setServerConfig("track_commit_timestamp", "on")
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_wal_senders", "10")
                .setServerConfig("max_replication_slots", "10");
        SORT_ORDER.forEach(server::setLocaleConfig);
        if (port != 0) {
            server.setPort(port);
        }
        try {
            return server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL in " + dataDirectory, e);
        }
    }
}
