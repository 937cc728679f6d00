package io.tillback.model;

import java.util.OptionalLong;

/**
 * A sequence that feeds a column.
 *
 * @param sequence schema and name of the sequence
 * @param column the column whose values are its numbers
 * @param lastValue the value handed out last; empty when it was never used
 */
public record OwnedSequence(TableId sequence, ColumnName column, OptionalLong lastValue) {}
