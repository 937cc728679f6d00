package io.tillback.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.SampleStore;
import io.tillback.replay.GapWitness.Fate;
import io.tillback.replay.GapWitness.Figures;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Incident 1: one statement without a WHERE. */
class FileNames2008ReplayIT {
    private static final String DAMAGE = "download-new.zip";
    private static final String NAMES = "SELECT id::text, file_name FROM shop.product";
    private static final String OTHERS = """
            SELECT id::text, md5((to_jsonb(p) - 'file_name' - 'updated_at')::text) FROM shop.product AS p
            """;
    private static final int MENDED = 12;

    private final RecordedStore recorded = RecordedStore.get();
    private final GapWitness witness = new GapWitness(recorded);
    private final SampleStore store = recorded.store();
    private final Instant began = Instant.now();
    private Map<String, String> names = Map.of();
    private Map<String, String> others = Map.of();

    @BeforeEach
    void remember_the_store() throws SQLException {
        // A replay that stopped half-way may have left damage.
        recorded.sql(
                "UPDATE shop.product SET file_name = 'file-' || id || '.zip' WHERE file_name = '%s'".formatted(DAMAGE));
        names = recorded.pairs(NAMES);
        others = recorded.pairs(OTHERS);
    }

    @Test
    void the_names_come_back_and_no_order_edit_or_sign_in_is_lost() throws SQLException {
        try (StoreTraffic traffic = StoreTraffic.begin(recorded)) {
            store.renameAllFiles();
            for (int product = 1; product <= MENDED; product++) {
                recorded.storeAs("seller-1").renameFile(product, mended(product));
            }
            // A copy that holds the damage already, as some of the operators' did.
            recorded.operator().takeSnapshot();
            traffic.awaitMore();

            OnDuty duty = OnDuty.notices(recorded, "Incident 1, file names");
            JsonNode found = duty.search("""
                    {"table": {"schema": "shop", "name": "product"}, "columns": ["file_name"],
                     "after": {"column": "file_name", "is": "=", "value": "%s"}}
                    """.formatted(DAMAGE));
            assertThat(found.get("transactions"))
                    .as("found by the value that is wrong")
                    .hasSize(1);
            String damage = found.at("/transactions/0/transaction").asText();
            JsonNode plan = duty.plan(found.get("plan").toString());
            JsonNode restore = duty.restore(plan);
            traffic.awaitMore();

            requireOneSentence(plan);
            requireCleanMoment(duty, plan, damage);
            Figures figures = witness.requireTrue(plan, "shop", "product", standing(plan, damage)::fate);
            assertThat(figures.broughtBack())
                    .as("as many as the proof counts")
                    .isEqualTo(restore.at("/proof/rowsPlanned").asLong());
            assertThat(figures.lost()).isZero();
            assertThat(figures.kept()).isPositive();
            requireNamesBack();
            SellersTold.requireEachTheirOwn(recorded, restore, "product");
        }
        requireNothingElseTouched();
    }

    private void requireOneSentence(JsonNode plan) {
        assertThat(plan.at("/gap/headline/0").asText()).startsWith("Exact: ");
        assertThat(plan.get("tables")).as("one table").hasSize(1);
    }

    /** "Finds the newest clean moment itself", though the newest copy holds the damage. */
    private void requireCleanMoment(OnDuty duty, JsonNode plan, String damage) {
        JsonNode clean = duty.plan("""
                {"target": {"beforeTransaction": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "columns": ["file_name"], "keys": [[500]]}]}
                """.formatted(damage));
        JsonNode life = duty.operator()
                .http()
                .post("rows/lives", "{\"table\": {\"schema\": \"shop\", \"name\": \"product\"}, \"key\": [\"500\"]}");
        assertThat(Instant.parse(clean.get("targetAt").asText()))
                .isBefore(Instant.parse(plan.at("/gap/to").asText()));
        assertThat(life.get("changes").toString()).contains(damage).contains(names.get("500"));
    }

    /** What becomes of each change to a product, as the log has them: the script's goes where nobody has written over it. */
    private Standing standing(JsonNode plan, String damage) throws SQLException {
        return new Standing(recorded.wal().of("shop.product"), plan, Set.of(damage), "id", "file_name");
    }

    private void requireNamesBack() throws SQLException {
        Map<String, String> wanted = new TreeMap<>(names);
        for (int product = 1; product <= MENDED; product++) {
            wanted.put(String.valueOf(product), mended(product));
        }
        Map<String, String> now = recorded.pairs(NAMES);
        for (long edited = StoreTraffic.FIRST_EDITED; edited <= StoreTraffic.LAST_EDITED; edited++) {
            assertThat(now.remove(String.valueOf(edited)))
                    .as("edited by its seller")
                    .startsWith("edited-");
            wanted.remove(String.valueOf(edited));
        }
        assertThat(now).isEqualTo(wanted);
        assertThat(store.fileName(777)).as("what the store's cache shows").isEqualTo(names.get("777"));
    }

    /** By the log: every order that was placed is there, and nothing of any other table or column has changed back. */
    private void requireNothingElseTouched() throws SQLException {
        assertThat(recorded.pairs(OTHERS)).isEqualTo(others);
        for (String table : List.of("orders", "order_line", "sign_in")) {
            assertThat(recorded.wal().of("shop." + table, began))
                    .as("rows of %s came, and none has changed or gone", table)
                    .isNotEmpty()
                    .allSatisfy(change -> assertThat(change.before()).isEmpty());
        }
    }

    @Test
    void a_gap_that_remains_is_one_sentence_and_accepted_in_one_step() throws SQLException {
        String order;
        JsonNode plan;
        JsonNode whole;
        OnDuty duty = OnDuty.notices(recorded, "Incident 1, its gap");
        try (StoreTraffic traffic = StoreTraffic.begin(recorded)) {
            String six = Instant.now().toString();
            traffic.awaitMore();
            order = recorded.ask("SELECT max(id) FROM shop.orders");
            plan = duty.plan(removed(
                    six,
                    "\"where\": {\"column\": \"id\", \"is\": \"=\", \"value\": %s}, \"side\": \"live\","
                            .formatted(order),
                    order));
            whole = duty.plan("""
                    {"target": {"instant": "%s"}, "policy": {"added": "remove"},
                     "tables": [{"schema": "shop", "table": "orders"}, {"schema": "shop", "table": "order_line"}]}
                    """.formatted(six));
            traffic.awaitMore();
        }

        Figures lost = witness.requireTrue(whole, "shop", "orders", change -> Fate.LOST);
        witness.requireTrue(whole, "shop", "order_line", change -> Fate.LOST);
        assertThat(whole.at("/gap/headline").toString())
                .contains("%d".formatted(lost.lost()))
                .contains("lost");
        assertThat(lost.kept()).isZero();
        JsonNode restore = duty.operator().loadRestore(duty.operator().acceptAndApply(plan, "that one order"));
        assertThat(restore.get("acceptedBy").asText()).isEqualTo("operator");
        assertThat(recorded.ask("SELECT count(*) FROM shop.orders WHERE id = " + order))
                .isEqualTo("0");
        assertThat(recorded.ask("SELECT count(*) FROM shop.order_line WHERE order_id = " + order))
                .isEqualTo("0");
    }

    private static String removed(String instant, String rows, String order) {
        return """
                {"target": {"instant": "%s"}, "policy": {"added": "remove"},
                 "tables": [{"schema": "shop", %s "table": "orders"},
                            {"schema": "shop", "table": "order_line", "side": "live",
                             "where": {"column": "order_id", "is": "=", "value": %s}}]}
                """.formatted(instant, rows, order);
    }

    private static String mended(int product) {
        return "mended-by-hand-" + product + ".zip";
    }
}
