package io.tillback.incident;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Incident 3 as it happens: a snapshot, a merge that removes the tag itself, a snapshot that has it no more. */
final class MissingTagIncident {
    static final String TAG = "DC";
    private static final String COPY = """
            SELECT 'tag ' || id, md5(t::text)
            FROM shop.tag AS t
            UNION ALL
            SELECT 'product_tag ' || product_id || ' ' || tag_id, md5(p::text)
            FROM shop.product_tag AS p
            UNION ALL
            SELECT 'campaign ' || id, md5(c::text)
            FROM shop.campaign AS c
            """;

    private final SampleStore store;
    private final TillbackClient tillback;
    private final long tag;
    private final Map<String, String> before;
    private final String snapshotBefore;
    private final String snapshotAfter;

    private MissingTagIncident(StoreRows rows) {
        store = ThisServer.store();
        tillback = ThisServer.operator();
        tag = rows.number("SELECT id FROM shop.tag WHERE code = '%s'".formatted(TAG));
        before = copyOf(rows);
        snapshotBefore = tillback.takeSnapshot();
        String into =
                rows.pairs("SELECT min(code), '' FROM shop.tag WHERE code <> '%s'".formatted(TAG)).keySet().stream()
                        .findFirst()
                        .orElseThrow();
        store.mergeTags(TAG, into);
        snapshotAfter = tillback.takeSnapshot();
    }

    static MissingTagIncident happen(StoreRows rows) {
        return new MissingTagIncident(rows);
    }

    SampleStore store() {
        return store;
    }

    TillbackClient tillback() {
        return tillback;
    }

    /** Every row of the three tables with its hash, as it was before the damage. */
    Map<String, String> before() {
        return before;
    }

    /** The same rows, now. */
    static Map<String, String> copyOf(StoreRows rows) {
        return rows.pairs(COPY);
    }

    /** What the snapshot taken before the damage answers when asked for the tag. */
    JsonNode sightingBefore() {
        return sighting(snapshotBefore);
    }

    JsonNode sightingAfter() {
        return sighting(snapshotAfter);
    }

    private JsonNode sighting(String snapshot) {
        JsonNode found = tillback.http()
                .post(
                        "snapshots/searches",
                        "{\"table\":{\"schema\":\"shop\",\"name\":\"tag\"},\"key\":[%d]}".formatted(tag));
        return StreamSupport.stream(found.get("sightings").spliterator(), false)
                .filter(sighting -> sighting.get("snapshot").asText().equals(snapshot))
                .findFirst()
                .orElseThrow();
    }

    /** The tag, what carried it, and the column of the campaigns that ran for it: three tables in one plan. */
    JsonNode plan() {
        String then = "\"where\": {\"column\": \"tag_id\", \"is\": \"=\", \"value\": %d}, \"side\": \"target\""
                .formatted(tag);
        return tillback.loadPlan(tillback.plan("""
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "tag", "keys": [[%d]]},
                            {"schema": "shop", "table": "product_tag", %s},
                            {"schema": "shop", "table": "campaign", "columns": ["tag_id"], %s}]}
                """.formatted(snapshotBefore, tag, then, then)));
    }
}
