package io.tillback.offenders.journal;

/** What a stage that does not exist yet would offer. */
public record ChangeRecord(long position) {}
