package io.tillback.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Keeps the store from writing to a table, or to one seller's rows of it.
 *
 * @param owner who froze it
 */
public record Freeze(FreezeId id, FreezeRequest request, String owner) {
    public TableId table() {
        return request.table();
    }

    /** As the database prints it; empty: all rows are frozen. */
    public Optional<String> seller() {
        return request.seller();
    }

    public String reason() {
        return request.reason();
    }

    /** UTC. */
    public Instant until() {
        return request.until();
    }

    /** What is frozen, for people. */
    public String what() {
        return seller().map(name -> "rows of seller '" + name + "' in " + table())
                .orElseGet(() -> table().toString());
    }
}
