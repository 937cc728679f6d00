package io.tillback.snapshot;

import io.tillback.model.TableShape;

/** One table of a snapshot: its shape then, its rows, its stored bytes. */
public record SnapshotTable(TableShape shape, long rows, long bytes) {}
