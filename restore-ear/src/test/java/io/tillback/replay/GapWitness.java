package io.tillback.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.TillbackClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Holds a data gap's figures against the write-ahead log: what becomes of each change is said by the test, in Java, from what
 * the log has; Tillback's own records are not asked.
 */
final class GapWitness {
    /** Whoever commits just when a moment is taken may be on either side of it. */
    private static final Duration EDGE = Duration.ofMillis(500);

    private final RecordedStore recorded;
    private final TillbackClient tillback;

    GapWitness(RecordedStore recorded) {
        this.recorded = recorded;
        this.tillback = recorded.operator();
    }

    /** What a plan makes of a change. */
    enum Fate {
        BROUGHT_BACK,
        LOST,
        KEPT
    }

    /** So many changes, by what becomes of them. */
    record Figures(long broughtBack, long lost, long kept) {
        private static final Figures NONE = new Figures(0, 0, 0);

        private static Figures of(JsonNode group) {
            return new Figures(
                    group.get("broughtBack").asLong(),
                    group.get("lost").asLong(),
                    group.get("kept").asLong());
        }

        private Figures plus(Figures other) {
            return new Figures(broughtBack + other.broughtBack, lost + other.lost, kept + other.kept);
        }

        private Figures plus(Fate fate) {
            return plus(
                    switch (fate) {
                        case BROUGHT_BACK -> new Figures(1, 0, 0);
                        case LOST -> new Figures(0, 1, 0);
                        case KEPT -> new Figures(0, 0, 1);
                    });
        }

        long total() {
            return broughtBack + lost + kept;
        }
    }

    /**
     * Fails unless the plan says of every transaction that wrote to a table in its window, and of no other, what the log
     * says; returns the figures of the whole table.
     */
    Figures requireTrue(JsonNode plan, String schema, String table, Function<WalChange, Fate> fate)
            throws SQLException {
        return requireTrue(plan, schema, table, schema + "." + table, fate);
    }

    /**
     * As {@link #requireTrue(JsonNode, String, String, Function)}.
     *
     * @param logged the table's name as the log has it
     */
    Figures requireTrue(JsonNode plan, String schema, String table, String logged, Function<WalChange, Fate> fate)
            throws SQLException {
        assertThat(plan.at("/gap/unknowns")).as("what is unknown").isEmpty();
        Map<String, Figures> told = told(plan, schema, table);
        Instant from = Instant.parse(plan.at("/gap/from").asText());
        Instant to = Instant.parse(plan.at("/gap/to").asText());
        List<WalChange> changes = recorded.wal().of(logged);
        Map<String, Figures> certain = figures(within(changes, from.plus(EDGE), to.minus(EDGE)), fate);
        Map<String, Figures> possible = figures(within(changes, from.minus(EDGE), to.plus(EDGE)), fate);

        assertThat(told).as("what the log has of %s", logged).containsAllEntriesOf(certain);
        assertThat(possible).as("what is told of %s", logged).containsAllEntriesOf(told);
        Figures whole = told.values().stream().reduce(Figures.NONE, Figures::plus);
        JsonNode counts = counts(plan, schema, table);
        assertThat(Figures.of(counts)).isEqualTo(whole);
        assertThat(counts.get("total").asLong()).isEqualTo(whole.total());
        return whole;
    }

    private static List<WalChange> within(List<WalChange> changes, Instant from, Instant to) {
        return changes.stream()
                .filter(change -> change.committedAt().isAfter(from))
                .filter(change -> change.committedAt().isBefore(to))
                .toList();
    }

    private static Map<String, Figures> figures(List<WalChange> changes, Function<WalChange, Fate> fate) {
        Map<String, Figures> figures = new TreeMap<>();
        for (WalChange change : changes) {
            Figures before = figures.getOrDefault(change.transaction(), Figures.NONE);
            figures.put(change.transaction(), before.plus(fate.apply(change)));
        }
        return figures;
    }

    private Map<String, Figures> told(JsonNode plan, String schema, String table) {
        Map<String, Figures> told = new TreeMap<>();
        tillback.http()
                .get("plans/%s/changes?by=transaction&schema=%s&table=%s"
                        .formatted(plan.get("id").asText(), encoded(schema), encoded(table)))
                .get("groups")
                .forEach(group -> told.put(group.get("name").asText(), Figures.of(group)));
        return told;
    }

    private static JsonNode counts(JsonNode plan, String schema, String table) {
        for (JsonNode counts : plan.at("/gap/changes")) {
            if (counts.get("schema").asText().equals(schema)
                    && counts.get("name").asText().equals(table)) {
                return counts;
            }
        }
        throw new AssertionError("The gap does not tell of " + schema + "." + table + ": " + plan.get("gap"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
