package io.tillback.running;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** A server of its own in which large plans need two approvals, and plans that lose nothing are accepted by rule. */
public final class ApprovingServer implements AutoCloseable {
    /** Plans that write more rows need approvals. */
    public static final int MOST_ROWS = 100;

    private final RunningPostgres postgres;
    private final RunningObjectStore objects;
    private final RunningServer server;

    private ApprovingServer(RunningPostgres postgres, RunningObjectStore objects, RunningServer server) {
        this.postgres = postgres;
        this.objects = objects;
        this.server = server;
    }

    /** @param name tells its directory from others' */
    public static ApprovingServer start(String name) throws IOException {
        Path directory = FreshDirectory.create(name);
        RunningPostgres postgres = RunningPostgres.start(directory.resolve("postgres"));
        RunningObjectStore objects = RunningObjectStore.start(directory.resolve("objects"));
        Map<String, String> environment = new HashMap<>(ServerEnvironment.of(postgres, objects));
        environment.put("TILLBACK_POLICY_ACCEPT_BY_RULE", "nothing-lost");
        environment.put("TILLBACK_POLICY_APPROVERS", "2");
        environment.put("TILLBACK_POLICY_APPROVERS_ABOVE_LOST", "off");
        environment.put("TILLBACK_POLICY_APPROVERS_ABOVE_ROWS_WRITTEN", String.valueOf(MOST_ROWS));
        environment.put("TILLBACK_POLICY_APPROVERS_WHEN_UNKNOWN", "false");
        return new ApprovingServer(postgres, objects, RunningServer.start(name, environment));
    }

    public URI baseUri() {
        return server.baseUri();
    }

    /** As the store itself would. */
    public void update(String statement) throws SQLException {
        try (Connection connection = postgres.storesOwn().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** The first column of the first row, as text. */
    public String ask(String query) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        server.close();
        objects.close();
        postgres.close();
    }
}
