package io.tillback.offenders.model;

import io.tillback.snapshot.Manifest;

record KnowsAStage(Manifest manifest) {}
