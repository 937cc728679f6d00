package io.tillback.ejb;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.StoreDatabase;
import io.tillback.jdbc.postgresql.PostgresLogin;
import io.tillback.jpa.CatalogSchema;
import io.tillback.model.Progress;
import io.tillback.shipment.Rebuilder;
import io.tillback.shipment.Rebuilt;
import io.tillback.storage.s3.S3ObjectStore;
import java.io.PrintStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The way back when database and server are gone: builds the store's tables again in an empty database. It reads the same
 * environment variables as the server.
 *
 * @see <a href="docs/OPERATIONS.md#when-the-database-is-lost">OPERATIONS.md, when the database is lost</a>
 */
public final class RebuildCommand {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    /** The tables stand, and not all of it is as it was. */
    private static final int DONE_IN_PART = 2;

    private static final int FETCHES = 8;

    private final Map<String, String> environment;
    private final PrintStream out;

    RebuildCommand(Map<String, String> environment, PrintStream out) {
        this.environment = Map.copyOf(environment);
        this.out = out;
    }

    /** @param arguments none, or the instant behind which nothing is looked at */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        // What libraries have to say is not part of the answer.
        System.setOut(System.err);
        System.exit(new RebuildCommand(System.getenv(), out).run(arguments));
    }

    /** @return the exit code */
    int run(String... arguments) {
        try {
            return tell(rebuild(until(arguments)));
        } catch (RestoreException e) {
            out.println(e.fact() + ". " + e.hint());
            return FAILED;
        }
    }

    private static Instant until(String... arguments) {
        if (arguments.length == 0) {
            return Rebuilder.NEWEST;
        }
        try {
            return Instant.parse(arguments[0]);
        } catch (DateTimeException e) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read '" + arguments[0] + "': it is not an instant",
                    "Give an instant such as 2026-03-01T09:00:00Z, or nothing for the newest.",
                    e);
        }
    }

    private Rebuilt rebuild(Instant until) {
        KeySource keys = KeySource.ofEnvironment(environment);
        Settings settings = Settings.read(keys);
        DataSource database = PostgresLogin.to(
                required(keys, "tillback.store.url"),
                required(keys, "tillback.store.user"),
                required(keys, "tillback.store.password"));
        StoreDatabase.requireUsable(database, new PostgresDialect());
        CatalogSchema.update(database);
        ExecutorService fetches = Executors.newFixedThreadPool(FETCHES);
        try (S3ObjectStore objects = new S3ObjectStore(settings.s3())) {
            Workbench tools = new Workbench(database, objects, settings, fetches, Clock.systemUTC());
            return tools.rebuilder().rebuild(tools.sweeper().listFinished(), until, new Steps(out));
        } finally {
            fetches.shutdownNow();
        }
    }

    private static String required(KeySource keys, String key) {
        Supplier<RestoreException> missing = () -> new RestoreException(
                ErrorCode.CONFIGURATION_INVALID,
                "Cannot rebuild the database: " + KeySource.variable(key) + " is not set",
                "Set it, and what else config/tillback.properties names, as for the server.");
        return keys.find(key).orElseThrow(missing);
    }

    private int tell(Rebuilt rebuilt) {
        out.println("Rebuilt " + rebuilt.tables().size() + " tables with " + rebuilt.rows() + " rows as of "
                + rebuilt.reached().takenAt() + ", from snapshot " + rebuilt.snapshot() + " and " + rebuilt.shipments()
                + " shipments; " + rebuilt.sequences() + " sequences go on where they had got to.");
        rebuilt.tables()
                .forEach(table -> out.println("  " + table.id() + ": " + table.rows() + " rows"
                        + table.asOf()
                                .map(moment -> " as of " + moment.takenAt() + " only: "
                                        + table.reason().orElse(""))
                                .orElse("")));
        Optional<Rebuilt.Table> older = rebuilt.tables().stream()
                .filter(table -> table.asOf().isPresent())
                .findFirst();
        rebuilt.problems().forEach(problem -> out.println("Not rebuilt: " + problem));
        return older.isPresent() || !rebuilt.problems().isEmpty() ? DONE_IN_PART : DONE;
    }

    /** Prints each step as it begins. */
    private record Steps(PrintStream out) implements Progress {
        @Override
        public void step(String name) {
            out.println(name);
        }

        @Override
        public void expect(long rows, long bytes) {}

        @Override
        public void advance(long rows, long bytes) {}

        @Override
        public void checkCancelled() {}
    }
}
