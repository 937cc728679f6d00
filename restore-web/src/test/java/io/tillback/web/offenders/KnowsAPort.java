package io.tillback.web.offenders;

import io.tillback.plan.PlanWorkspace;

record KnowsAPort(PlanWorkspace workspace) {}
