package io.tillback.offenders.journal;

import io.tillback.snapshot.Manifest;

record KnowsTheSnapshot(Manifest newest) {}
