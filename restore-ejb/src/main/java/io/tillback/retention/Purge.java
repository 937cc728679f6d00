package io.tillback.retention;

import io.tillback.snapshot.SnapshotSummary;
import java.time.Instant;

/** A snapshot that is gone: since when, by whom, and why. */
public record Purge(SnapshotSummary snapshot, Instant at, String principal, ExpireReason reason) {}
