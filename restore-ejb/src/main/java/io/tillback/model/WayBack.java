package io.tillback.model;

/**
 * How a copy of a table becomes the table as it was before: what the journal recorded between the two is taken off it.
 *
 * @param companion that holds every change between the two
 * @param state not after the copy
 * @param copy the moment that the copy shows
 */
public record WayBack(Companion companion, PastState state, Moment copy) {}
