package io.tillback.apply;

/**
 * Something the database role may not do.
 *
 * @param right for example {@code UPDATE on shop.product}
 * @param remedy the statement that grants it
 */
public record MissingRight(String right, String remedy) {}
