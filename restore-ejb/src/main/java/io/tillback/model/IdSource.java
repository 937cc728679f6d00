package io.tillback.model;

/** Hands out short random names: at least 8 lower-case letters and digits, never the same twice. */
@FunctionalInterface
public interface IdSource {
    String next();
}
