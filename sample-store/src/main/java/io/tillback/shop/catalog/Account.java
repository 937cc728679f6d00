package io.tillback.shop.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What a seller sees of the own account.
 *
 * @param payoutType how the seller is paid; null is a value that the store never uses
 */
public record Account(long id, String name, @Nullable String payoutType) {}
