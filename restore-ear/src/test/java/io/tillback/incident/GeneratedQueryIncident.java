package io.tillback.incident;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import java.util.Map;

/**
 * Incident 5 as it happens: tables and columns whose names are words of SQL, keys that are null, and a generated statement
 * that empties a column for every tenant.
 */
final class GeneratedQueryIncident implements AutoCloseable {
    static final String SCHEMA = "Generated \"query\"";
    static final String LONGEST = "ä".repeat(31) + "x";

    private static final String QUOTED = "\"Generated \"\"query\"\"\"";
    private static final String ORDERS = """
            SELECT id::text, concat_ws('|', "group", COALESCE("target", '(null)'), "Select", "with.dot ""and"" space")
            FROM %s."order"
            """.formatted(QUOTED);
    private static final String USERS = """
            SELECT md5(u::text) || ' ' || row_number() OVER (PARTITION BY u::text), u::text
            FROM %s."user" AS u
            """.formatted(QUOTED);

    private final StoreRows rows;
    private final SampleStore store = ThisServer.store();
    private final TillbackClient tillback = ThisServer.operator();
    private final Map<String, String> orders;
    private final Map<String, String> users;
    private final String snapshot;

    private GeneratedQueryIncident(StoreRows rows) {
        this.rows = rows;
        rows.update("CREATE SCHEMA " + QUOTED);
        rows.update("""
                CREATE TABLE %s."order" (
                  id int PRIMARY KEY, "group" text, "target" text, "Select" text, "with.dot ""and"" space" text, "%s" int)
                """.formatted(QUOTED, LONGEST));
        rows.update("CREATE TABLE %s.\"user\" (\"group\" text, \"Select\" text)".formatted(QUOTED));
        rows.update("""
                INSERT INTO %s."order"
                SELECT n, 'tenant ' || n %% 3, NULLIF(n %% 4, 0)::text, 's' || n, 'd' || n, n FROM generate_series(1, 60) n
                """.formatted(QUOTED));
        rows.update("""
                INSERT INTO %s."user"
                SELECT NULLIF('g' || n %% 3, 'g0'), NULLIF('s' || n %% 2, 's0') FROM generate_series(1, 24) n
                """.formatted(QUOTED));
        orders = orders();
        users = users();
        snapshot = tillback.takeSnapshot();
        rows.update(
                "UPDATE %s.\"order\" SET \"target\" = CASE WHEN \"target\" IS NULL THEN 'all' END".formatted(QUOTED));
        rows.update("DELETE FROM %s.\"user\" WHERE \"group\" IS NULL AND \"Select\" IS NULL".formatted(QUOTED));
    }

    static GeneratedQueryIncident happen(StoreRows rows) {
        return new GeneratedQueryIncident(rows);
    }

    SampleStore store() {
        return store;
    }

    TillbackClient tillback() {
        return tillback;
    }

    Map<String, String> ordersBefore() {
        return orders;
    }

    Map<String, String> usersBefore() {
        return users;
    }

    Map<String, String> orders() {
        return rows.pairs(ORDERS);
    }

    /** Rows without a key, numbered among their equals. */
    Map<String, String> users() {
        return rows.pairs(USERS);
    }

    void edit(int order) {
        rows.update("UPDATE %s.\"order\" SET \"target\" = 'edited' WHERE id = %d".formatted(QUOTED, order));
    }

    JsonNode planOfOneColumn() {
        return plan("{\"schema\": \"%s\", \"table\": \"order\", \"columns\": [\"target\"]}".formatted(inJson(SCHEMA)));
    }

    JsonNode planOfUsers() {
        return plan("{\"schema\": \"%s\", \"table\": \"user\"}".formatted(inJson(SCHEMA)));
    }

    private JsonNode plan(String table) {
        return tillback.loadPlan(
                tillback.plan("{\"target\": {\"snapshot\": \"%s\"}, \"tables\": [%s]}".formatted(snapshot, table)));
    }

    private static String inJson(String text) {
        return text.replace("\"", "\\\"");
    }

    @Override
    public void close() {
        rows.update("DROP SCHEMA %s CASCADE".formatted(QUOTED));
    }
}
