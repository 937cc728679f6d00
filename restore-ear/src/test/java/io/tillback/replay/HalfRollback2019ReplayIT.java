package io.tillback.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.SampleStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Incident 4: a setting moves to another column, half of it is rolled back, and a cache goes stale. */
class HalfRollback2019ReplayIT {
    private static final String TRIGGERS = "SELECT id::text, trigger FROM shop.campaign";
    private static final String TRIGGERS_V2 = "SELECT id::text, trigger_v2 FROM shop.campaign";
    private static final String EVERYONE = "everyone";
    private static final String MATCHING = "those who match";

    private final RecordedStore recorded = RecordedStore.get();
    private final SampleStore store = recorded.store();
    private Map<String, String> before = Map.of();
    private String snapshot = "";

    @BeforeEach
    void the_setting_gets_a_new_column() throws SQLException {
        recorded.administer("GRANT USAGE ON SCHEMA tillback TO shop_owner");
        recorded.administer("GRANT SELECT ON tillback.restored_table TO shop_owner");
        before = recorded.pairs(TRIGGERS);
        snapshot = recorded.operator().takeSnapshot();
        recorded.alter("shop", "campaign", "ALTER TABLE shop.campaign ADD trigger_v2 text NOT NULL DEFAULT ''");
    }

    @AfterEach
    void the_store_is_as_it_was() throws SQLException {
        recorded.administer("REVOKE SELECT ON tillback.restored_table FROM shop_owner");
        for (Map.Entry<String, String> campaign : before.entrySet()) {
            store.writeTrigger(Long.parseLong(campaign.getKey()), campaign.getValue(), "TRIGGER");
        }
        recorded.alter("shop", "campaign", "ALTER TABLE shop.campaign DROP trigger_v2");
    }

    @Test
    void the_new_column_comes_back_from_the_old_one_and_no_stale_rule_is_delivered() throws SQLException {
        try (StoreTraffic traffic = StoreTraffic.begin(recorded)) {
            Instant from = Instant.now();
            assertThat(deliveredTo(11)).as("before the copy").isEqualTo(EVERYONE);
            recorded.sql("UPDATE shop.campaign SET trigger_v2 = trigger WHERE id % 3 <> 0");
            assertThat(deliveredTo(11)).as("direct SQL passes the cache by").isEqualTo(EVERYONE);
            for (int campaign : List.of(7, 14, 21)) {
                recorded.storeAs("seller-1").writeTrigger(campaign, "edited in the console", "TRIGGER_V2");
            }
            recorded.sql("UPDATE shop.campaign SET trigger_v2 = '' WHERE id % 5 = 0");
            recorded.sql("UPDATE shop.campaign SET trigger = '' WHERE id % 5 = 0");
            traffic.awaitMore();

            OnDuty duty = OnDuty.notices(recorded, "Incident 4, triggers");
            Map<String, String> damaged = recorded.pairs(TRIGGERS_V2);
            JsonNode plan = duty.plan(fromTheOldColumn());
            JsonNode restore = duty.restore(plan);
            assertThat(deliveredTo(11)).as("the first read after the restore").isEqualTo(MATCHING);
            traffic.awaitMore();

            Map<String, String> wanted = new TreeMap<>(damaged);
            wanted.replaceAll((id, trigger) -> trigger.isEmpty() ? before.get(id) : trigger);
            assertThat(recorded.pairs(TRIGGERS_V2)).isEqualTo(wanted).containsEntry("7", "edited in the console");
            requireTold(restore);
            SellersTold.requireEachTheirOwn(recorded, restore, "campaign");
            requireFigures(plan, damaged);
            requireListed(duty, plan, from);
            requireFailSafe();
        }
    }

    private String deliveredTo(long campaign) {
        return store.delivery(campaign).get("to").asText();
    }

    /** The new column, where it is empty, from the old one as it was in a copy from before there was a new one. */
    private String fromTheOldColumn() {
        return """
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "campaign", "columns": ["trigger_v2"],
                             "columnMap": [{"column": "trigger_v2", "from": "trigger"}],
                             "where": {"column": "trigger_v2", "is": "=", "value": ""}, "side": "live"}]}
                """.formatted(snapshot);
    }

    private void requireTold(JsonNode restore) {
        assertThat(store.heardRestores()).anySatisfy(heard -> {
            assertThat(heard.get("restoreId")).isEqualTo(restore.get("id"));
            assertThat(heard.get("rows").toString())
                    .contains("shop.campaign 3 changed")
                    .doesNotContain("campaign 7 ");
        });
    }

    /** Rows that are set back are counted; of changes to a table that was altered since, the gap says what it cannot know. */
    private void requireFigures(JsonNode plan, Map<String, String> damaged) throws SQLException {
        long empty = damaged.values().stream().filter(String::isEmpty).count();
        JsonNode rows = plan.at("/gap/tables/0");
        JsonNode unknown = plan.at("/gap/unknowns/0");

        assertThat(plan.get("drift").toString()).contains("Column trigger_v2 takes its values from column trigger.");
        assertThat(plan.get("rowsToWrite").asLong()).isEqualTo(empty);
        assertThat(rows.get("broughtBack").asLong()).isEqualTo(empty);
        assertThat(rows.get("lost").asLong()).isZero();
        assertThat(plan.at("/gap/headline/0").asText()).startsWith("Unknown: ");
        assertThat(unknown.get("name").asText()).isEqualTo("campaign");
        assertThat(recorded.wal()
                        .of("shop.campaign", Instant.parse(unknown.get("from").asText())))
                .as("all that the log has of what the plan has seen lies in the window that is called unknown")
                .filteredOn(change -> change.after().containsValue("edited in the console"))
                .hasSize(3)
                .allMatch(change -> change.committedAt()
                        .isBefore(Instant.parse(unknown.get("to").asText())));
    }

    /** The campaigns that were changed in the window: all, and those of one customer. */
    private void requireListed(OnDuty duty, JsonNode plan, Instant from) throws SQLException {
        Instant to = Instant.parse(plan.at("/gap/to").asText());
        List<WalChange> logged = recorded.wal().of("shop.campaign", from).stream()
                .filter(change -> change.committedAt().isBefore(to))
                .toList();
        String customer = logged.get(0).value("seller_id");

        assertThat(listed(duty, from, to, "")).isEqualTo(keys(logged.stream()));
        assertThat(listed(
                        duty,
                        from,
                        to,
                        ", \"before\": {\"column\": \"seller_id\", \"is\": \"=\", \"value\": %s}".formatted(customer)))
                .isEqualTo(keys(logged.stream()
                        .filter(change -> change.value("seller_id").equals(customer))));
        JsonNode sellers = duty.operator().http().get("plans/" + plan.get("id").asText() + "/sellers");
        assertThat(sellers.get("sellers")).as("whose rows were set back").hasSizeGreaterThan(1);
    }

    private static Set<String> listed(OnDuty duty, Instant from, Instant to, String also) {
        String window = "{\"table\": {\"schema\": \"shop\", \"name\": \"campaign\"}, \"from\": \"%s\", \"to\": \"%s\"%s"
                .formatted(from, to, also);
        List<String> transactions = new ArrayList<>();
        // A window ends with a beat: the restore itself may have been committed before that.
        duty.search(window + "}").get("transactions").forEach(found -> {
            if (Instant.parse(found.get("from").asText()).isBefore(to)) {
                transactions.add(found.get("transaction").asText());
            }
        });
        JsonNode rows = duty.operator()
                .http()
                .post(
                        "changes/rows?limit=500",
                        window + ", \"transactions\": [\"%s\"]}".formatted(String.join("\", \"", transactions)));
        Set<String> keys = new TreeSet<>();
        rows.get("rows").forEach(row -> keys.add(row.at("/key/0").asText()));
        return keys;
    }

    private static Set<String> keys(Stream<WalChange> changes) {
        return changes.map(change -> change.value("id")).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where the store cannot ask, it takes its copies for old. */
    private void requireFailSafe() throws SQLException {
        recorded.administer("REVOKE SELECT ON tillback.restored_table FROM shop_owner");
        recorded.sql("UPDATE shop.campaign SET trigger_v2 = 'past the console' WHERE id = 11");

        assertThat(store.delivery(11).get("trigger").asText()).isEqualTo("past the console");
    }
}
