package io.tillback.offenders.plan;

import io.tillback.jdbc.BulkCopy;

record RunsOnAnEdge(BulkCopy copy) {}
