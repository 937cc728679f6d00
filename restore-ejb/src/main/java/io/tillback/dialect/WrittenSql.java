package io.tillback.dialect;

/** Reads what an applied plan wrote, and which relations show it. */
public interface WrittenSql {
    /** Rows: number, action, key as an array of texts, in the order of the numbers; parameters: after, limit. */
    String page(PlanSql.Table table);

    /** A row if the plan wrote one of this key; parameters: the key's values. */
    String find(PlanSql.Table table);

    /**
     * Rows: a table's schema and name, schema and name of another relation that shows its rows; parameter: the tables as a
     * JSON array of objects with {@code schema} and {@code name}.
     */
    String seenIn();
}
