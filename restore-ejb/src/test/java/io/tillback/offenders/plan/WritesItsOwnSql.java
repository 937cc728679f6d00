package io.tillback.offenders.plan;

import io.tillback.dialect.PlanSql;

/** SQL text is for jdbc, which runs it. */
record WritesItsOwnSql(PlanSql sql) {}
