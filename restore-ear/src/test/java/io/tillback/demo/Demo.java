package io.tillback.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.running.FreshDirectory;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import io.tillback.running.RunningServer;
import io.tillback.running.ServerEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/**
 * Replays incident 1 against the sample store in a running server, from the damage to the proof. Stays up afterwards;
 * with {@code -Ddemo.exit} it ends, and fails if anything was not as it should be.
 */
public final class Demo {
    private static final int USUAL_PORT = 9080;
    private static final int MENDED_BY_HAND = 12;
    private static final int ORDERS_PLACED = 500;
    private static final String DAMAGE = "download-new.zip";

    /** Changes that left a product with the file name that no product should have. */
    private static final String SEARCH = """
            {"table": {"schema": "shop", "name": "product"}, "columns": ["file_name"],
             "after": {"column": "file_name", "is": "=", "value": "%s"}}
            """.formatted(DAMAGE);

    private final Narrator narrator = new Narrator(System.out);
    private final Http shop;
    private final TillbackClient tillback;
    private final List<String> wrong = new ArrayList<>();

    private Demo(URI server) {
        this.shop = Http.anonymous(server.resolve("shop/api/"));
        this.tillback = TillbackClient.as(server, "operator", ServerEnvironment.DEMO_PASSWORD);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        // The database and the S3 server run in this process; what they log is not part of the story.
        Logger.getLogger("").setLevel(Level.SEVERE);
        Narrator narrator = new Narrator(System.out);
        narrator.title("Tillback: one statement without a WHERE");
        narrator.say("Everything here is real: PostgreSQL, an S3 server, Open Liberty, the store.");
        narrator.blank();
        Path directory = FreshDirectory.create("demo");
        long began = System.nanoTime();
        try (RunningPostgres postgres = RunningPostgres.start(directory.resolve("postgres"));
                RunningObjectStore objects = RunningObjectStore.start(directory.resolve("objects"));
                RunningServer server = RunningServer.startOn(port(), "demo", recording(postgres, objects))) {
            narrator.say("PostgreSQL, S3 server and Open Liberty are up after "
                    + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s.");
            Demo demo = new Demo(server.baseUri());
            demo.tell();
            if (System.getProperty("demo.exit") != null) {
                demo.requireAllWell();
                return;
            }
            demo.sayAddresses(server.baseUri());
            new CountDownLatch(1).await();
        }
    }

    private static Map<String, String> recording(RunningPostgres postgres, RunningObjectStore objects) {
        Map<String, String> environment = new HashMap<>(ServerEnvironment.of(postgres, objects));
        environment.put("TILLBACK_JOURNAL", "on");
        return environment;
    }

    private void tell() {
        narrator.title("The store");
        JsonNode filled = narrator.step(
                "Fill the store with sellers, products and orders", () -> shop.post("maintenance/fill", "{}"));
        narrator.say("%,d sellers, %,d products, %,d orders."
                .formatted(
                        filled.get("sellers").asLong(),
                        filled.get("products").asLong(),
                        filled.get("orders").asLong()));
        narrator.step("Wait until every change is recorded", this::awaitRecorded);
        String snapshot = narrator.step("Take a snapshot to S3", tillback::takeSnapshot);
        JsonNode taken = tillback.http().get("snapshots/" + snapshot);
        narrator.say("%,d rows of %,d tables in %,.1f MB, as of %s."
                .formatted(
                        taken.get("rows").asLong(),
                        taken.get("tables").asLong(),
                        taken.get("bytes").asLong() / 1e6,
                        taken.get("takenAt").asText()));
        narrator.step("Read it back: every digest, every row count", () -> tillback.verifySnapshot(snapshot));
        narrator.step(
                "Customers place %,d orders".formatted(ORDERS_PLACED),
                () -> shop.post("orders/burst", "{\"count\":%d,\"seed\":7}".formatted(ORDERS_PLACED)));

        narrator.title("The incident");
        JsonNode damaged = narrator.step(
                "A script renames the files of every product", () -> shop.post("maintenance/rename-files"));
        narrator.say("UPDATE product SET file_name = '%s'  -- no WHERE: %,d rows"
                .formatted(DAMAGE, damaged.get("rows").asLong()));
        narrator.step("%d sellers mend a name by hand".formatted(MENDED_BY_HAND), this::mendByHand);
        narrator.step(
                "Customers go on: %,d more orders".formatted(ORDERS_PLACED),
                () -> shop.post("orders/burst", "{\"count\":%d,\"seed\":8}".formatted(ORDERS_PLACED)));
        JsonNode before = shop.get("counts");

        narrator.title("The restore");
        Instant asked = Instant.now();
        JsonNode found = narrator.step(
                "Who made file names '" + DAMAGE + "'?", () -> tillback.http().post("changes/searches", SEARCH));
        sayFound(found.get("transactions"));
        String plan = narrator.step(
                "Preview: what if they had not?",
                () -> tillback.plan(found.get("plan").toString()));
        JsonNode preview = tillback.loadPlan(plan);
        sayPreview(preview);
        String restore = narrator.step(
                "Accept the gap and restore", () -> tillback.acceptAndApply(preview, "names renamed by script"));
        narrator.say("From the question to the proof: %.1f s."
                .formatted(Duration.between(asked, Instant.now()).toMillis() / 1000.0));

        narrator.title("The proof");
        prove(preview, tillback.loadRestore(restore), before);
    }

    private JsonNode awaitRecorded() {
        return Awaitility.await("shop.product and shop.orders recorded")
                .atMost(Duration.ofMinutes(2))
                .until(
                        tillback::loadJournal,
                        journal -> isRecorded(journal, "product") && isRecorded(journal, "orders"));
    }

    private static boolean isRecorded(JsonNode journal, String table) {
        return StreamSupport.stream(journal.get("coverage").spliterator(), false)
                .anyMatch(interval -> interval.get("table").asText().equals(table) && !interval.hasNonNull("last"));
    }

    private void sayFound(JsonNode transactions) {
        transactions.forEach(found -> narrator.say("Transaction %s of %s changed %,d rows."
                .formatted(
                        found.get("transaction").asText(),
                        found.get("from").asText(),
                        found.get("changes").asLong())));
        if (transactions.size() != 1) {
            wrong.add(transactions.size() + " transactions are found to have renamed files, not 1");
        }
    }

    private void mendByHand() {
        for (int product = 1; product <= MENDED_BY_HAND; product++) {
            shop.put(mendedPath(product), "{\"fileName\":\"%s\"}".formatted(mendedName(product)));
        }
    }

    private static String mendedPath(int product) {
        return "products/" + product * 1000 + "/file-name";
    }

    private static String mendedName(int product) {
        return "mended-by-hand-%d.zip".formatted(product);
    }

    private void sayPreview(JsonNode preview) {
        narrator.blank();
        narrator.say("Data gap");
        preview.get("gap").get("headline").forEach(line -> narrator.say("  " + line.asText()));
        narrator.blank();
        JsonNode rows = tillback.http()
                .get("plans/" + preview.get("id").asText() + "/rows?schema=shop&table=product&after=0&limit=3")
                .get("rows");
        rows.forEach(row -> row.get("cells").forEach(cell -> {
            if (cell.get("differs").asBoolean()) {
                narrator.say("  product %s: %s  %s  ->  %s"
                        .formatted(
                                row.get("key").get(0).asText(),
                                cell.get("column").asText(),
                                cell.get("live").asText(),
                                cell.get("target").asText()));
            }
        }));
        narrator.say("  …");
        narrator.blank();
    }

    private void prove(JsonNode preview, JsonNode restore, JsonNode before) {
        JsonNode after = shop.get("counts");
        JsonNode proof = restore.get("proof");
        long planned = proof.get("rowsPlanned").asLong();
        long verified = proof.get("rowsVerified").asLong();
        check("Damaged rows left", after.get("damagedFileNames").asLong(), 0);
        check("Orders lost", before.get("orders").asLong() - after.get("orders").asLong(), 0);
        check("Names mended by hand and kept", countMendedAndKept(), MENDED_BY_HAND);
        narrator.say("%-34s %,d of %,d".formatted("Rows verified", verified, planned));
        long damaged = before.get("damagedFileNames").asLong();
        if (verified != planned
                || planned != damaged
                || !restore.get("outcome").asText().equals("committed")) {
            wrong.add("the restore verified " + verified + " of " + planned + " rows; damaged were " + damaged);
        }
        JsonNode gap = preview.get("gap");
        if (!gap.get("headline").get(0).asText().startsWith("Exact:")) {
            wrong.add("the gap is not exact: " + gap.get("headline").get(0).asText());
        }
        check("Changes lost, by the data gap", gap.at("/changes/0/lost").asLong(), 0);
        JsonNode conflicts = tillback.http()
                .get("plans/" + preview.get("id").asText() + "/conflicts?schema=shop&table=product&limit=500")
                .get("conflicts");
        long names = StreamSupport.stream(conflicts.spliterator(), false)
                .filter(conflict -> conflict.get("column").asText().equals("file_name"))
                .count();
        check("Names listed as conflicts before", names, MENDED_BY_HAND);
    }

    private void check(String what, long found, long expected) {
        narrator.say("%-34s %,d".formatted(what, found));
        if (found != expected) {
            wrong.add(what.toLowerCase(Locale.ROOT) + ": " + found + ", not " + expected);
        }
    }

    /** Read through the store, so that a stale cache would show. */
    private long countMendedAndKept() {
        long kept = 0;
        for (int product = 1; product <= MENDED_BY_HAND; product++) {
            JsonNode now = shop.get("products/" + product * 1000);
            kept += now.get("fileName").asText().equals(mendedName(product)) ? 1 : 0;
        }
        return kept;
    }

    private void requireAllWell() {
        narrator.blank();
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("Not as it should be: " + String.join("; ", wrong));
        }
        narrator.say("Everything was as it should be.");
    }

    private void sayAddresses(URI server) {
        narrator.title("Look around");
        narrator.say("Console        " + server.resolve("tillback/"));
        narrator.say("REST           " + server.resolve("tillback/api/v1/"));
        narrator.say("API described  " + server.resolve("openapi/ui/"));
        narrator.say("Sample store   " + server.resolve("shop/"));
        narrator.blank();
        narrator.say("Sign in as     operator, approver, scheduler or auditor   password: "
                + ServerEnvironment.DEMO_PASSWORD);
        narrator.say("               admin                                       password: "
                + ServerEnvironment.ADMIN_PASSWORD);
        wrong.forEach(fact -> narrator.say("NOT AS IT SHOULD BE: " + fact));
        narrator.blank();
        narrator.say("Ctrl-C ends everything.");
    }

    private static int port() throws IOException {
        try (ServerSocket usual = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
            return usual.getLocalPort();
        } catch (IOException e) {
            try (ServerSocket any = new ServerSocket(0)) {
                return any.getLocalPort();
            }
        }
    }
}
