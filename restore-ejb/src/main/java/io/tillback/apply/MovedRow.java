package io.tillback.apply;

import io.tillback.model.RowKey;

/** A planned row that is not as the plan saw it. */
public record MovedRow(long number, RowKey key) {}
