package io.tillback.offenders.snapshot;

import io.tillback.offenders.journal.ChangeRecord;

record KnowsTheJournal(ChangeRecord newest) {}
