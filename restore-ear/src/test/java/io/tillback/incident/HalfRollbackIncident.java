package io.tillback.incident;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import java.util.Map;

/**
 * Incident 4 as it happens: a setting moves from one column to another. A bulk copy by direct SQL misses a third of the
 * campaigns, then half a rollback leaves the console writing the new column and an older release emptying the old one.
 */
final class HalfRollbackIncident implements AutoCloseable {
    static final String TRIGGERS_V2 = "SELECT id::text, trigger_v2 FROM shop.campaign";
    static final String TRIGGERS = "SELECT id::text, trigger FROM shop.campaign";

    private final StoreRows rows;
    private final SampleStore store = ThisServer.store();
    private final TillbackClient tillback = ThisServer.operator();
    private final Map<String, String> before;
    private final String snapshot;

    private HalfRollbackIncident(StoreRows rows) {
        this.rows = rows;
        before = rows.pairs(TRIGGERS);
        snapshot = tillback.takeSnapshot();
    }

    static HalfRollbackIncident happen(StoreRows rows) {
        HalfRollbackIncident incident = new HalfRollbackIncident(rows);
        rows.update("ALTER TABLE shop.campaign ADD trigger_v2 text NOT NULL DEFAULT ''");
        rows.update("UPDATE shop.campaign SET trigger_v2 = trigger WHERE id % 3 <> 0");
        rows.update("UPDATE shop.campaign SET trigger_v2 = 'edited in the console' WHERE id % 7 = 0");
        rows.update("UPDATE shop.campaign SET trigger = '' WHERE id % 5 = 0");
        return incident;
    }

    SampleStore store() {
        return store;
    }

    TillbackClient tillback() {
        return tillback;
    }

    /** The triggers of all campaigns, by id, before the new column existed. */
    Map<String, String> before() {
        return before;
    }

    /** The new column, where it is empty, from the old column as it was before the migration. */
    JsonNode plan() {
        return tillback.loadPlan(tillback.plan("""
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "campaign", "columns": ["trigger_v2"],
                             "columnMap": [{"column": "trigger_v2", "from": "trigger"}],
                             "where": {"column": "trigger_v2", "is": "=", "value": ""}, "side": "live"}]}
                """.formatted(snapshot)));
    }

    /** Leaves the campaigns as they were. */
    @Override
    public void close() {
        rows.update("ALTER TABLE shop.campaign DROP trigger_v2");
        before.forEach((id, trigger) ->
                rows.update("UPDATE shop.campaign SET trigger = '%s' WHERE id = %s".formatted(trigger, id)));
    }
}
