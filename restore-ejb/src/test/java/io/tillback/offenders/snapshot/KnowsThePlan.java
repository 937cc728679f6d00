package io.tillback.offenders.snapshot;

import io.tillback.plan.PlanSummary;

/** A stage that looks ahead in the story. */
record KnowsThePlan(PlanSummary plan) {}
