package io.tillback.web.offenders;

import io.tillback.plan.Planner;

record PlansByItself(Planner planner) {}
