package io.tillback.model;

/**
 * A table by schema and name, exactly as the database spells them: case, spaces, quotes and dots included.
 *
 * @param schema not empty
 * @param name not empty
 */
public record TableId(String schema, String name) implements Comparable<TableId> {
    public TableId {
        Check.notEmpty(schema, "schema");
        Check.notEmpty(name, "table name");
    }

    @Override
    public int compareTo(TableId other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** For people only: ambiguous when a name holds a dot. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
