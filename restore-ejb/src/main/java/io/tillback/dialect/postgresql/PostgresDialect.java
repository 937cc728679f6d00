package io.tillback.dialect.postgresql;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.PlanSql;
import io.tillback.dialect.RestoreSql;
import io.tillback.dialect.SchemaSql;
import io.tillback.dialect.SnapshotSql;
import io.tillback.dialect.StagingSql;

/** PostgreSQL 14 to 18. */
public final class PostgresDialect implements Dialect {
    @Override
    public SchemaSql schema() {
        return new PostgresSchemaSql();
    }

    @Override
    public SnapshotSql snapshot() {
        return new PostgresSnapshotSql();
    }

    @Override
    public StagingSql staging() {
        return new PostgresStagingSql();
    }

    @Override
    public PlanSql plan() {
        return new PostgresPlanSql();
    }

    @Override
    public RestoreSql restore() {
        return new PostgresRestoreSql();
    }
}
