package io.tillback.offenders.dialect;

import io.tillback.snapshot.SnapshotTaker;

interface KnowsTheTaker {
    String copy(SnapshotTaker taker);
}
