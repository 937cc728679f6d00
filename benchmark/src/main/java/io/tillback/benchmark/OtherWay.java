package io.tillback.benchmark;

import io.tillback.benchmark.RecordedStore.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Ways of recording that are not the product's, on the same tables: the figures by which it is judged. */
enum OtherWay {
    JSONB("a row trigger that writes jsonb before and after into one audit table, as is usual", "jsonb"),
    ROWS("typed companions, written row by row", "companion", "rows"),
    STATEMENTS(
            "typed companions, written statement by statement, and nothing else that ours does",
            "companion",
            "statements"),
    WITHOUT_WHO("the same, without the row that says who", "companion", "statements"),
    WITHOUT_POSITION(
            "the same, position and time neither asked for nor kept in each record", "little-companion", "statements"),
    ROUTED("the same, into companions that are partitioned by the hour", "routed-companion", "statements"),
    INDEXED("the same, with an index on each companion's key and position", "companion", "index", "statements");

    private static final String NAMES = "journal_position, journal_transaction, journal_time, journal_operation";
    private static final String VALUES =
            "pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(), pg_catalog.statement_timestamp()";

    private final String description;
    // What List.of makes cannot be changed.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> scripts;

    OtherWay(String description, String... scripts) {
        this.description = description;
        this.scripts = List.of(scripts);
    }

    String description() {
        return description;
    }

    /** Begins to record the store this way. */
    void install(RecordedStore store) {
        store.sql(load("schema"));
        for (Table table : RecordedStore.TABLES) {
            scripts.forEach(script -> store.sql(fill(load(script), table)));
        }
    }

    void remove(RecordedStore store) {
        store.sql("DROP SCHEMA other CASCADE");
    }

    private String fill(String script, Table table) {
        return script.replace("<who>", this == WITHOUT_WHO ? "" : load("who"))
                .replace("<names>", this == WITHOUT_POSITION ? "journal_transaction, journal_operation" : NAMES)
                .replace("<values>", this == WITHOUT_POSITION ? "pg_catalog.pg_current_xact_id()" : VALUES)
                .replace("<table>", table.name())
                .replace("<key>", table.key());
    }

    private static String load(String script) {
        String name = "recording/" + script + ".sql";
        try (InputStream file = OtherWay.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }
}
