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
 * @param references all its foreign keys, that to the parent among them
 */
record GapTable(TableId id, String leads, Optional<GapTable> parent, List<Reference> references) {
    GapTable {
        references = List.copyOf(references);
    }

    /**
     * A foreign key of one column.
     *
     * @param to may be the table itself
     * @param onDelete what becomes of its rows when what they refer to goes
     */
    record Reference(String column, TableId to, OnDelete onDelete, OnUpdate onUpdate) {
        String sql() {
            return "%s int REFERENCES %s ON DELETE %s ON UPDATE %s"
                    .formatted(column, to, onDelete.sql(), onUpdate.sql());
        }
    }

    enum OnUpdate {
        CASCADE("CASCADE"),
        REFUSES("NO ACTION");

        private final String sql;

        OnUpdate(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

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
        return new GapTable(new TableId("shop", name), "seller", Optional.empty(), List.of());
    }

    static GapTable childOf(GapTable parent, String name, OnDelete onDelete, OnUpdate onUpdate) {
        String leads = parent.id().name();
        return new GapTable(
                new TableId("shop", name),
                leads,
                Optional.of(parent),
                List.of(new Reference(leads, parent.id(), onDelete, onUpdate)));
    }

    GapTable referringTo(TableId to, OnDelete onDelete, OnUpdate onUpdate) {
        Reference other = new Reference("other", to, onDelete, onUpdate);
        return new GapTable(
                id,
                leads,
                parent,
                Stream.concat(references.stream(), Stream.of(other)).toList());
    }

    /** Those by which its rows lead somewhere: to a seller, or to rows. */
    List<String> leading() {
        return Stream.concat(Stream.of(leads), references.stream().map(Reference::column))
                .distinct()
                .toList();
    }

    List<String> columns() {
        return Stream.of(List.of("id"), leading(), WORKED_ON)
                .flatMap(List::stream)
                .toList();
    }

    /** As {@code tillback.seller.paths} says it. */
    String path() {
        return "%s(%s)".formatted(id, leads)
                + parent.map(to -> " -> " + to.path()).orElse("");
    }
}
