package io.tillback.engine;

import io.tillback.jpa.CatalogSchema;
import io.tillback.running.Login;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import io.tillback.running.StoreRoles;
import io.tillback.storage.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** One PostgreSQL and one S3 server for all tests of a run, started when the first test asks. */
public final class Surroundings implements LauncherSessionListener {
    private static final class Started {
        private static final Started ONCE = new Started();
        private final RunningPostgres postgres;
        private final RunningObjectStore objects;
        private final Path objectFiles;

        private Started() {
            try {
                Path target = Path.of("target").toAbsolutePath();
                postgres =
                        RunningPostgres.start(Files.createTempDirectory(Files.createDirectories(target), "postgres"));
                objectFiles = Files.createTempDirectory(target, "objects");
                objects = RunningObjectStore.start(objectFiles);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static volatile boolean begun;

    private static Started started() {
        Started once = Started.ONCE;
        begun = true;
        return once;
    }

    static RunningPostgres postgres() {
        return started().postgres;
    }

    /** Creates a database with an empty catalog, and nothing of a store yet; it belongs to the store's owner. */
    static void createStore(String name) throws SQLException {
        try (Connection connection = postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE %s TEMPLATE %s OWNER %s"
                    .formatted(name, Template.ONCE.name, StoreRoles.OWNER.role()));
        }
    }

    /** As {@link #createStore(String)}, with a catalog that belongs to another role than the usual one. */
    static void createStore(String name, Login tillback) throws SQLException {
        postgres().createDatabase(name);
        StoreRoles.prepare(postgres(), name);
        try (Connection connection = postgres().dataSource(name).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("GRANT CREATE ON DATABASE %s TO %s".formatted(name, tillback.role()));
        }
        CatalogSchema.update(signIn(name, tillback));
    }

    /** In another server than all others use. */
    static void createStore(RunningPostgres server, String name) throws SQLException {
        server.createDatabase(name);
        StoreRoles.prepare(server, name);
        CatalogSchema.update(server.dataSource(name, StoreRoles.TILLBACK));
    }

    static void createEncodedStore(String name, String encoding) throws SQLException {
        try (Connection connection = postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE DATABASE %s ENCODING '%s' LOCALE 'C' TEMPLATE template0".formatted(name, encoding));
        }
        StoreRoles.prepare(postgres(), name);
        CatalogSchema.update(signIn(name, StoreRoles.TILLBACK));
    }

    static DataSource signIn(String database, Login login) {
        return postgres().dataSource(database, login);
    }

    /** Liquibase takes a second; a copy of what it made takes a moment. */
    private static final class Template {
        private static final Template ONCE = new Template();
        private final String name = "empty_catalog";

        private Template() {
            try {
                postgres().createDatabase(name);
                StoreRoles.prepare(postgres(), name);
                CatalogSchema.update(signIn(name, StoreRoles.TILLBACK));
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot create the template database", e);
            }
        }
    }

    /** The file that an object of the server's bucket is kept in. */
    static Path fileOf(ObjectKey key) {
        return started().objectFiles.resolve(objects().bucket()).resolve(key.value());
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
