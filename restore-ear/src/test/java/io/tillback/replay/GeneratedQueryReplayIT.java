package io.tillback.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.replay.GapWitness.Figures;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Incident 5: null keys, reserved names, two code paths, tenant by tenant. */
class GeneratedQueryReplayIT {
    private static final String SCHEMA = "Generated \"query\"";
    private static final String QUOTED = "\"Generated \"\"query\"\"\"";
    private static final String LONGEST = "ä".repeat(31) + "x";
    private static final String ORDERS = """
            SELECT id::text, concat_ws('|', "group", COALESCE("target", '(null)'), "Select", "with.dot ""and"" space")
            FROM %s."order"
            """.formatted(QUOTED);
    private static final String USERS = """
            SELECT COALESCE("group", '(null)') || '|' || COALESCE("Select", '(null)'), count(*)::text
            FROM %s."user"
            GROUP BY 1
            """.formatted(QUOTED);

    private final RecordedStore recorded = RecordedStore.get();
    private Map<String, String> orders = Map.of();
    private Map<String, String> users = Map.of();
    private String snapshot = "";

    @BeforeEach
    void a_tool_generates_tables() throws SQLException {
        recorded.sql("CREATE SCHEMA " + QUOTED);
        recorded.sql("""
                CREATE TABLE %s."order" (
                  id int PRIMARY KEY, "group" text, "target" text, "Select" text, "with.dot ""and"" space" text, "%s" int)
                """.formatted(QUOTED, LONGEST));
        recorded.sql("CREATE TABLE %s.\"user\" (\"group\" text, \"Select\" text)".formatted(QUOTED));
        recorded.sql("""
                INSERT INTO %s."order"
                SELECT n, 'tenant ' || n %% 3, NULLIF(n %% 4, 0)::text, 's' || n, 'd' || n, n FROM generate_series(1, 60) n
                """.formatted(QUOTED));
        recorded.sql("""
                INSERT INTO %s."user"
                SELECT NULLIF('g' || n %% 3, 'g0'), NULLIF('s' || n %% 2, 's0') FROM generate_series(1, 24) n
                """.formatted(QUOTED));
        recorded.wal().followNewTables();
        recorded.awaitRecorded(SCHEMA, List.of("order"), Instant.EPOCH);
        orders = recorded.pairs(ORDERS);
        users = recorded.pairs(USERS);
        snapshot = recorded.operator().takeSnapshot();
    }

    @AfterEach
    void the_tables_go() throws SQLException {
        recorded.sql("DROP SCHEMA %s CASCADE".formatted(QUOTED));
    }

    @Test
    void one_tenant_gets_what_was_previewed_and_the_others_later() throws SQLException {
        try (StoreTraffic traffic = StoreTraffic.begin(recorded)) {
            recorded.sql("UPDATE %s.\"order\" SET \"target\" = CASE WHEN \"target\" IS NULL THEN 'all' END"
                    .formatted(QUOTED));
            traffic.awaitMore();

            OnDuty duty = OnDuty.notices(recorded, "Incident 5, generated query");
            JsonNode found = duty.search("""
                    {"table": {"schema": "%s", "name": "order"}, "columns": ["target"], "operations": ["update"]}
                    """.formatted(SCHEMA.replace("\"", "\\\"")));
            String damage = found.at("/transactions/0/transaction").asText();
            requireRefusedOnceItMoved(duty, duty.plan(found.get("plan").toString()));
            JsonNode plan = duty.plan(found.get("plan").toString());
            duty.approve(plan);
            Map<String, String> half = new TreeMap<>(recorded.pairs(ORDERS));
            duty.operator()
                    .acceptAndApply(plan, "tenant 1 first", "{\"of\": \"sellers\", \"sellers\": [\"tenant 1\"]}");
            putBack(half, "tenant 1|");
            assertThat(recorded.pairs(ORDERS)).isEqualTo(half);
            String rest = duty.operator().acceptAndApply(plan, "the rest", "{\"of\": \"rest\"}");
            duty.requireProven(duty.operator().loadRestore(rest));
            putBack(half, "");
            assertThat(recorded.pairs(ORDERS))
                    .as("null again, and back from null")
                    .isEqualTo(half);
            traffic.awaitMore();

            Figures figures = new GapWitness(recorded)
                    .requireTrue(
                            plan,
                            SCHEMA,
                            "order",
                            QUOTED + ".\"order\"",
                            new Standing(recorded.wal().of(QUOTED + ".\"order\""), plan, Set.of(damage), "id", "target")
                                    ::fate);
            assertThat(figures).isEqualTo(new Figures(59, 0, 2));
        }
    }

    private void putBack(Map<String, String> rows, String tenant) {
        orders.forEach((id, order) -> {
            if (order.startsWith(tenant) && !id.equals("7")) {
                rows.put(id, order);
            }
        });
    }

    /** The very plan that was previewed, by its fingerprint, or nothing. */
    private void requireRefusedOnceItMoved(OnDuty duty, JsonNode plan) throws SQLException {
        recorded.sql("UPDATE %s.\"order\" SET \"target\" = 'edited' WHERE id = 7".formatted(QUOTED));
        Map<String, String> before = recorded.pairs(ORDERS);
        duty.approve(plan);

        JsonNode job = duty.operator().awaitEnd(duty.tryToApply(plan).orThrow());

        assertThat(job.at("/failure/code").asText()).isEqualTo("ROWS_MOVED");
        assertThat(job.get("failure").toString()).contains("order 7");
        assertThat(recorded.pairs(ORDERS)).isEqualTo(before);
    }

    @Test
    void rows_that_are_all_null_come_back_and_the_gap_says_what_nobody_recorded() throws SQLException {
        try (StoreTraffic traffic = StoreTraffic.begin(recorded)) {
            recorded.sql("DELETE FROM %s.\"user\" WHERE \"group\" IS NULL AND \"Select\" IS NULL".formatted(QUOTED));
            traffic.awaitMore();

            OnDuty duty = OnDuty.notices(recorded, "Incident 5, rows without a key");
            JsonNode plan = duty.plan("""
                    {"target": {"snapshot": "%s"}, "tables": [{"schema": "%s", "table": "user"}]}
                    """.formatted(snapshot, SCHEMA.replace("\"", "\\\"")));
            duty.restore(plan);

            assertThat(recorded.pairs(USERS)).isEqualTo(users);
            JsonNode unknown = plan.at("/gap/unknowns/0");
            assertThat(plan.at("/gap/headline/0").asText()).startsWith("Unknown: ");
            assertThat(unknown.get("name").asText()).isEqualTo("user");
            Instant to = Instant.parse(unknown.get("to").asText());
            assertThat(recorded.wal()
                            .of(
                                    QUOTED + ".\"user\"",
                                    Instant.parse(unknown.get("from").asText())))
                    .as("four rows went while nobody recorded, and four came with the restore")
                    .hasSize(8)
                    .filteredOn(change -> change.committedAt().isBefore(to))
                    .hasSize(4);
        }
    }
}
