package io.tillback.benchmark;

import io.tillback.running.MachineTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Debian's PostgreSQL 15 with its own tools, in a cluster made for this run. */
final class DebianPostgres implements AutoCloseable {
    private static final String PACKAGE = "postgresql-15";
    private static final Path BINARIES = Path.of("/usr/lib/postgresql/15/bin");
    private static final String SUPERUSER = "postgres";

    /** Both sides' settings: a small server's memory, and no checkpoint in the middle of a measurement. */
    private static final String SETTINGS = """
            listen_addresses = '127.0.0.1'
            port = %d
            unix_socket_directories = '%s'
            shared_buffers = '2GB'
            max_wal_size = '16GB'
            checkpoint_timeout = '30min'
            """;

    private final Path data;
    private final int port;
    private final Shell shell;

    private DebianPostgres(Path data, int port) {
        this.data = data;
        this.port = port;
        this.shell = new Shell(Machine.parent(data));
    }

    /** @param directory empty; the user postgres may write there */
    static DebianPostgres start(Path directory) {
        requireInstalled();
        DebianPostgres postgres = new DebianPostgres(directory.resolve("data"), freePort());
        postgres.tool("initdb", "-D", postgres.data.toString(), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8");
        postgres.configure(directory);
        postgres.control("start");
        return postgres;
    }

    private static void requireInstalled() {
        if (!Files.isExecutable(BINARIES.resolve("initdb")) && MachineTool.isRootOnDebian()) {
            MachineTool.installDebianPackage(PACKAGE);
        }
        if (!Files.isExecutable(BINARIES.resolve("initdb"))) {
            throw new IllegalStateException("Cannot find PostgreSQL 15 in " + BINARIES
                    + ". Install it (Debian: apt-get install " + PACKAGE + ").");
        }
    }

    private void configure(Path sockets) {
        try {
            Files.writeString(
                    data.resolve("postgresql.conf"), SETTINGS.formatted(port, sockets), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot configure PostgreSQL", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find a free port", e);
        }
    }

    private void control(String action) {
        tool(
                "pg_ctl",
                "-D",
                data.toString(),
                "-l",
                data.resolveSibling("postgres.log").toString(),
                "-w",
                action);
    }

    /** @return what it printed */
    String tool(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(BINARIES.resolve(name).toString());
        command.addAll(List.of(arguments));
        return shell.run(Map.of("PGHOST", "127.0.0.1", "PGPORT", String.valueOf(port), "PGUSER", SUPERUSER), command);
    }

    /** Runs a shell line in which the tools are on the PATH and know the server. */
    String line(String line) {
        return shell.run(
                Map.of(
                        "PGHOST",
                        "127.0.0.1",
                        "PGPORT",
                        String.valueOf(port),
                        "PGUSER",
                        SUPERUSER,
                        "PATH",
                        BINARIES + ":" + System.getenv("PATH")),
                List.of("bash", "-euo", "pipefail", "-c", line));
    }

    /** The process that outlives all others of the server. */
    long pid() {
        return Long.parseLong(shell.run(
                        Map.of(),
                        List.of("head", "-1", data.resolve("postmaster.pid").toString()))
                .strip());
    }

    DataSource dataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(database));
        source.setUser(SUPERUSER);
        return source;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(port, database, SUPERUSER);
    }

    DataSource createDatabase(String name) {
        sql("postgres", "CREATE DATABASE " + name);
        return dataSource(name);
    }

    void dropDatabase(String name) {
        sql("postgres", "DROP DATABASE IF EXISTS " + name);
    }

    /** Runs statements, each in a transaction of its own. */
    void sql(String database, String... statements) {
        try (Connection connection = dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot run " + String.join("; ", statements), e);
        }
    }

    /** The only value of a query. */
    String ask(String database, String query) {
        try (Connection connection = dataSource(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot ask " + query, e);
        }
    }

    @Override
    public void close() {
        tool("pg_ctl", "-D", data.toString(), "-w", "-m", "immediate", "stop");
    }
}
