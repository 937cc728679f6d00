package io.tillback.shop.catalog;

/** A tag, and how many products and campaigns carry it. */
public record TagUse(String code, String label, long products, long campaigns) {}
