package io.tillback.model;

/** What a shipment holds of a table. */
public enum ShippedPart {
    /** The journal's records. */
    RECORDS,
    /** The keys of all rows that came, changed or went. */
    KEYS,
    /** Those of these rows that are there, as they are. */
    ROWS,
    /** All rows, as they are. */
    WHOLE
}
