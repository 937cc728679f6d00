package io.tillback.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.replay.GapWitness.Fate;
import io.tillback.replay.GapWitness.Figures;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Incident 3: a delete that cascades. */
class MissingTag2016ReplayIT {
    private static final String TAG = "DC";
    private static final String COPY = """
            SELECT 'tag ' || id, md5(t::text) FROM shop.tag AS t
            UNION ALL
            SELECT 'product_tag ' || product_id || ' ' || tag_id, md5(p::text) FROM shop.product_tag AS p
            UNION ALL
            SELECT 'campaign ' || id, md5(c::text) FROM shop.campaign AS c
            """;
    private static final String LOCAL_TIMES = """
            SELECT count(*) FROM information_schema.columns
            WHERE table_schema = 'tillback' AND data_type IN ('timestamp without time zone', 'time without time zone')
            AND table_name !~ '^databasechangelog'
            """;

    private final RecordedStore recorded = RecordedStore.get();
    private final GapWitness witness = new GapWitness(recorded);

    @Test
    void the_tag_comes_back_under_its_key_with_all_that_vanished_with_it() throws SQLException {
        String tag = recorded.ask("SELECT id FROM shop.tag WHERE code = '%s'".formatted(TAG));
        String other = recorded.ask("SELECT min(code) FROM shop.tag WHERE code <> '%s'".formatted(TAG));
        Map<String, String> before = recorded.pairs(COPY);
        String snapshot = recorded.operator().takeSnapshot();
        try (StoreTraffic traffic = StoreTraffic.begin(recorded)) {
            recorded.storeAs("seller-2");
            recorded.store().mergeTags(TAG, other);
            Map<String, String> vanished = new TreeMap<>(before);
            vanished.entrySet().removeAll(recorded.pairs(COPY).entrySet());
            traffic.awaitMore();

            OnDuty duty = OnDuty.notices(recorded, "Incident 3, the tag");
            assertThat(recorded.store().tag(TAG).status()).isEqualTo(404);
            String removal = whichChangeRemovedIt(duty, tag);
            JsonNode plan = duty.plan("""
                    {"target": {"newestHolding": true}, "policy": {"dependents": "follow"},
                     "tables": [{"schema": "shop", "table": "tag", "keys": [[%s]]}]}
                    """.formatted(tag));
            duty.restore(plan);
            traffic.awaitMore();

            assertThat(recorded.pairs(COPY)).isEqualTo(before);
            assertThat(recorded.store().tag(TAG).status()).isEqualTo(200);
            assertThat(recorded.ask("SELECT id FROM shop.tag WHERE code = '%s'".formatted(TAG)))
                    .isEqualTo(tag);
            long broughtBack = 0;
            for (String table : new String[] {"tag", "product_tag", "campaign"}) {
                Figures figures = witness.requireTrue(
                        plan,
                        "shop",
                        table,
                        change -> change.transaction().equals(removal) ? Fate.BROUGHT_BACK : Fate.KEPT);
                assertThat(figures.broughtBack()).as(table).isPositive();
                assertThat(figures.lost()).as(table).isZero();
                broughtBack += figures.broughtBack();
            }
            assertThat(broughtBack).as("all that vanished").isEqualTo(vanished.size());
            requireHeldBy(duty, tag, snapshot);
            requireUtc(duty, plan, tag);
        }
    }

    /** From the value, and from the key: the same transaction. */
    private static String whichChangeRemovedIt(OnDuty duty, String tag) {
        JsonNode byValue = duty.search("""
                {"table": {"schema": "shop", "name": "tag"}, "operations": ["delete"],
                 "before": {"column": "code", "is": "=", "value": "%s"}}
                """.formatted(TAG)).get("transactions");
        JsonNode holding = duty.operator().http().post("rows/newest", """
                {"tables": [{"schema": "shop", "table": "tag", "keys": [["%s"]]}]}
                """.formatted(tag));

        String removal = byValue.at("/0/transaction").asText();
        assertThat(holding.at("/removals/0/transaction").asText()).isEqualTo(removal);
        assertThat(holding.at("/removals/0/kind").asText()).isEqualTo("deleted");
        assertThat(holding.at("/target/beforeTransaction").asText()).isEqualTo(removal);
        return removal;
    }

    private static void requireHeldBy(OnDuty duty, String tag, String snapshot) {
        JsonNode sightings = duty.operator()
                .http()
                .post("snapshots/searches", """
                {"table": {"schema": "shop", "name": "tag"}, "key": [%s]}
                """.formatted(tag))
                .get("sightings");

        assertThat(sightings).anySatisfy(sighting -> {
            assertThat(sighting.get("snapshot").asText()).isEqualTo(snapshot);
            assertThat(sighting.get("answer").asText()).isIn("holds", "probably-holds");
        });
    }

    /** Every instant says that it is UTC, and no column of Tillback's holds a local time. */
    private void requireUtc(OnDuty duty, JsonNode plan, String tag) throws SQLException {
        JsonNode life = duty.operator().http().post("rows/lives", """
                {"table": {"schema": "shop", "name": "tag"}, "key": ["%s"]}
                """.formatted(tag));

        assertThat(plan.get("targetAt").asText()).endsWith("Z");
        assertThat(plan.get("seenAt").asText()).endsWith("Z");
        assertThat(plan.at("/gap/from").asText()).endsWith("Z");
        assertThat(life.get("changes").findValuesAsText("at")).isNotEmpty().allMatch(at -> at.endsWith("Z"));
        assertThat(recorded.ask(LOCAL_TIMES)).isEqualTo("0");
    }
}
