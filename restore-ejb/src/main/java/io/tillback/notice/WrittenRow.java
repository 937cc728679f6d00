package io.tillback.notice;

import io.tillback.model.RowKey;
import io.tillback.plan.RowAction;

/**
 * A row that a restore wrote.
 *
 * @param number position within the table's plan, from 1
 * @param action what was done to it; never KEEP
 * @param key as the database prints it
 */
public record WrittenRow(long number, RowAction action, RowKey key) {}
