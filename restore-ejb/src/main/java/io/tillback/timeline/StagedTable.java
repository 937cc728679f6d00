package io.tillback.timeline;

import io.tillback.model.TableShape;

/**
 * One table as it stood at a moment, inside the database.
 *
 * @param then the table as it was built at that moment
 * @param rows staged
 */
public record StagedTable(TableShape then, long rows) {}
