package io.tillback.engine;

import io.tillback.model.TableId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table of {@link GapTables}: its key is {@code id}, and it has three columns to work on.
 *
 * @param leads the column by which its rows lead to their seller: it holds the seller, or refers to a row of the parent
 * @param parent a table whose rows lead further
 * @param onDelete what becomes of its rows when what they refer to goes
 */
record GapTable(TableId id, String leads, Optional<GapTable> parent, OnDelete onDelete) {
    enum OnDelete {
        CASCADE("CASCADE"),
        CUTS_LOOSE("SET NULL"),
        REFUSES("NO ACTION");

        private final String sql;

        OnDelete(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

    static final List<String> WORKED_ON = List.of("a", "b", "c");

    static GapTable ofSellers(String name) {
        return new GapTable(new TableId("shop", name), "seller", Optional.empty(), OnDelete.REFUSES);
    }

    static GapTable childOf(GapTable parent, String name, OnDelete onDelete) {
        return new GapTable(new TableId("shop", name), parent.id().name(), Optional.of(parent), onDelete);
    }

    List<String> columns() {
        return Stream.concat(Stream.of("id", leads), WORKED_ON.stream()).toList();
    }

    /** As {@code tillback.seller.paths} says it. */
    String path() {
        return "%s(%s)".formatted(id, leads)
                + parent.map(to -> " -> " + to.path()).orElse("");
    }
}
