package io.tillback.offenders.plan;

import io.tillback.snapshot.SnapshotSweeper;

/** Names no store, and can write to one all the same. */
record SweepsSnapshots(SnapshotSweeper sweeper) {}
