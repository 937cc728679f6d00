package io.tillback.running;

/** Who signs in to a database. */
public record Login(String role, String password) {}
