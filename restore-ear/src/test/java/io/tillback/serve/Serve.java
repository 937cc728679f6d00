package io.tillback.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.TillbackClient;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.ejb.KeySource;
import io.tillback.ejb.Settings;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.StoreDatabase;
import io.tillback.running.LibertyPassword;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningServer;
import io.tillback.serve.ServeSettings.AdminPassword.Origin;
import io.tillback.serve.ServeSettings.Objects;
import io.tillback.storage.s3.S3ObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Starts the packaged server on an existing database and stays up until Ctrl-C. Whatever would keep it from working is
 * refused by name before the server is started.
 */
public final class Serve {
    private static final int UNPROTECTED_NAMED = 20;

    private final PrintStream out;
    private final ServeSettings settings;
    private final Map<String, String> variables;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private Serve(PrintStream out, Map<String, String> variables) {
        this.out = out;
        this.settings = ServeSettings.read(variables);
        this.variables = new HashMap<>(variables);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        // The S3 server runs in this process; what it logs is not for the operator.
        Logger.getLogger("").setLevel(Level.SEVERE);
        try {
            new Serve(System.out, System.getenv()).run();
        } catch (RestoreException e) {
            System.out.flush();
            System.err.println();
            System.err.println(e.fact());
            System.err.println(e.hint());
            System.err.println();
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        requireFreePort();
        StoreDatabase database = requireDatabase();
        Optional<RunningObjectStore> objects = startObjects();
        describeToServer(database, objects);
        requireBucket(Settings.read(KeySource.ofEnvironment(variables)));
        out.println();
        out.println("Starting Open Liberty on port " + settings.port() + " for " + database.product() + ", database "
                + database.name() + " …");
        RunningServer server = startServer();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, objects), "stops-what-serves"));
        tell(server, database);
        server.awaitEnd();
        if (!stopping.get()) {
            throw new RestoreException(
                    ErrorCode.INTERNAL,
                    "Cannot go on: the server has ended by itself",
                    "Its log says why: " + server.directory().messages());
        }
        // The shutdown ends this thread too.
        new CountDownLatch(1).await();
    }

    private void requireFreePort() {
        try {
            listen().close();
        } catch (IOException e) {
            throw new RestoreException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Cannot serve on port " + settings.port() + " of " + settings.host() + ": " + e.getMessage(),
                    "Set TILLBACK_HTTP_PORT to a free port (and TILLBACK_HTTP_HOST to an address of this machine), or stop"
                            + " what listens there.",
                    e);
        }
    }

    private ServerSocket listen() throws IOException {
        return settings.host().equals("*")
                ? new ServerSocket(settings.port())
                : new ServerSocket(settings.port(), 1, InetAddress.getAllByName(settings.host())[0]);
    }

    private StoreDatabase requireDatabase() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(settings.url());
        source.setUser(settings.user());
        source.setPassword(settings.password());
        try {
            return StoreDatabase.requireUsable(source, new PostgresDialect());
        } catch (RestoreException e) {
            throw new RestoreException(
                    e.code(),
                    e.fact() + " (TILLBACK_STORE_URL and TILLBACK_STORE_USER say " + settings + ")",
                    e.hint(),
                    e);
        }
    }

    private Optional<RunningObjectStore> startObjects() {
        return settings.objects().match(folder -> Optional.of(start(folder)), server -> Optional.empty());
    }

    private static RunningObjectStore start(Objects.Folder folder) {
        try {
            return RunningObjectStore.start(folder.path(), folder.bucket());
        } catch (IOException | RuntimeException e) {
            throw new RestoreException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Cannot keep snapshots in " + folder.path() + ": " + e,
                    "Set TILLBACK_SERVE_FOLDER to a folder that you may write to, or TILLBACK_S3_ENDPOINT to an S3 server.",
                    e);
        }
    }

    private void describeToServer(StoreDatabase database, Optional<RunningObjectStore> objects) {
        variables.put("TILLBACK_STORE_PASSWORD", LibertyPassword.encode(settings.password()));
        variables.put(
                "TILLBACK_ADMIN_PASSWORD",
                LibertyPassword.encode(settings.adminPassword().text()));
        variables.putIfAbsent("TILLBACK_STORE_NAME", database.name());
        variables.merge("JVM_ARGS", "-Xmx" + settings.heap(), (theirs, ours) -> theirs + " " + ours);
        objects.ifPresent(local -> variables.putAll(Map.of(
                "TILLBACK_S3_ENDPOINT", local.endpoint().toString(),
                "TILLBACK_S3_REGION", local.region(),
                "TILLBACK_S3_BUCKET", local.bucket(),
                "AWS_ACCESS_KEY_ID", local.accessKey(),
                "AWS_SECRET_ACCESS_KEY", local.secretKey(),
                "AWS_SESSION_TOKEN", "")));
        // A folder knows no other storage classes.
        objects.ifPresent(local -> List.of("TILLBACK_TIER_WEEKLY_CLASS", "TILLBACK_TIER_MONTHLY_CLASS")
                .forEach(name -> variables.putIfAbsent(name, "STANDARD")));
    }

    /** Credentials are found here as in the server: it gets these variables. */
    private void requireBucket(Settings server) {
        settings.objects().match(folder -> true, elsewhere -> {
            try (S3ObjectStore bucket = new S3ObjectStore(server.s3())) {
                bucket.requireReadable("");
            }
            return true;
        });
    }

    private RunningServer startServer() {
        try {
            return RunningServer.startAlone(settings.host(), settings.port(), "serve", variables);
        } catch (IllegalStateException e) {
            throw new RestoreException(
                    ErrorCode.INTERNAL,
                    "Cannot start the server: " + ServerRefusal.findIn(e).orElse(String.valueOf(e.getMessage())),
                    "What is above says why; the server's log has the details.",
                    e);
        }
    }

    /** Ctrl-C reaches the server too; the store of its objects must outlast it. */
    private void stop(RunningServer server, Optional<RunningObjectStore> objects) {
        stopping.set(true);
        out.println();
        out.println("Stopping …");
        server.stop();
        objects.ifPresent(RunningObjectStore::close);
        out.println("Stopped. Snapshots and records stay where they are.");
    }

    private void tell(RunningServer server, StoreDatabase database) {
        URI uri = URI.create(
                "http://" + (settings.host().equals("*") ? "localhost" : settings.host()) + ":" + server.port() + "/");
        JsonNode store = TillbackClient.as(
                        uri, "admin", settings.adminPassword().text())
                .http()
                .get("store");
        say("");
        say("Tillback protects " + database.name());
        say("==================" + "=".repeat(database.name().length()));
        say("Database       %s, signed in as %s".formatted(database.product(), database.role()));
        say("Protected      %,d tables".formatted(store.get("tables").size()));
        tellUnprotected(store.get("unprotected"));
        say("Snapshots      " + where());
        say("");
        say("Console        " + uri.resolve("tillback/"));
        say("REST           " + uri.resolve("tillback/api/v1/"));
        say("API described  " + uri.resolve("openapi/ui/"));
        say("Sign in as     admin, "
                + (settings.adminPassword().origin() == Origin.GIVEN
                        ? "with the password of TILLBACK_ADMIN_PASSWORD"
                        : "password " + settings.adminPassword().text()
                                + " (new at each start; set TILLBACK_ADMIN_PASSWORD for one of your own)"));
        say("Log            " + server.directory().messages());
        say("");
        say("Ctrl-C stops the server.");
    }

    private void tellUnprotected(JsonNode unprotected) {
        if (unprotected.isEmpty()) {
            say("Not protected  nothing");
            return;
        }
        say("Not protected  %,d:".formatted(unprotected.size()));
        for (int i = 0; i < Math.min(UNPROTECTED_NAMED, unprotected.size()); i++) {
            say("  - %s: %s"
                    .formatted(
                            unprotected.get(i).get("what").asText(),
                            unprotected.get(i).get("reason").asText()));
        }
        if (unprotected.size() > UNPROTECTED_NAMED) {
            say("  … GET /tillback/api/v1/store lists all");
        }
    }

    private String where() {
        String credentials =
                variablesOfAws() ? "; your AWS credentials are not used: set TILLBACK_S3_ENDPOINT=aws for AWS" : "";
        return settings.objects()
                .match(
                        folder -> "%s, bucket %s (S3 server in this process%s)"
                                .formatted(folder.path(), folder.bucket(), credentials),
                        server -> "bucket %s at %s".formatted(server.bucket(), server.endpoint()));
    }

    private static boolean variablesOfAws() {
        return System.getenv("AWS_ACCESS_KEY_ID") != null || System.getenv("AWS_PROFILE") != null;
    }

    private void say(String line) {
        out.println(line);
    }
}
