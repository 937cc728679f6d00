package io.tillback.storage;

/** What a listing says of an object. */
public record ObjectStat(ObjectKey key, long sizeBytes) {}
