package io.tillback.dialect.postgresql;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.FreezeSql;
import io.tillback.dialect.GapSql;
import io.tillback.dialect.JournalSql;
import io.tillback.dialect.LifeSql;
import io.tillback.dialect.PlanSql;
import io.tillback.dialect.RebuildSql;
import io.tillback.dialect.RecallSql;
import io.tillback.dialect.RestoreSql;
import io.tillback.dialect.SchemaSql;
import io.tillback.dialect.SearchSql;
import io.tillback.dialect.SellerNoticeSql;
import io.tillback.dialect.SnapshotSql;
import io.tillback.dialect.StagingSql;
import io.tillback.dialect.ValueSql;
import io.tillback.dialect.WatchSql;
import io.tillback.dialect.WrittenSql;

/** PostgreSQL 14 to 18. */
public final class PostgresDialect implements Dialect {
    /** What joins five million narrow rows without a detour over the disk. */
    public static final int USUAL_WORK_MEMORY_MB = 256;

    private final int workMemoryMb;

    public PostgresDialect() {
        this(USUAL_WORK_MEMORY_MB);
    }

    /** @param workMemoryMb that a sort or join of a plan or restore may use in the database, in units of 1024 * 1024 bytes */
    public PostgresDialect(int workMemoryMb) {
        this.workMemoryMb = workMemoryMb;
    }

    /** The default is that of a disk whose arm moves for each row. */
    @Override
    public String preferLookups() {
        return "SELECT set_config('random_page_cost', LEAST(current_setting('random_page_cost')::float8, 1.1)::text, TRUE)";
    }

    @Override
    public String compileNothing() {
        return "SELECT set_config('jit', 'off', TRUE)";
    }

    @Override
    public String makeRoom() {
        return """
                SELECT set_config(name, GREATEST(pg_size_bytes(current_setting(name)) / 1024, %d) || 'kB', TRUE)
                FROM (VALUES ('work_mem'), ('maintenance_work_mem')) setting (name)
                """.formatted(workMemoryMb * 1024L);
    }

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
    public GapSql gap() {
        return new PostgresGapSql();
    }

    @Override
    public RestoreSql restore() {
        return new PostgresRestoreSql();
    }

    @Override
    public JournalSql journal() {
        return new PostgresJournalSql();
    }

    @Override
    public RebuildSql rebuild() {
        return new PostgresRebuildSql();
    }

    @Override
    public RecallSql recall() {
        return new PostgresRecallSql();
    }

    @Override
    public LifeSql life() {
        return new PostgresLifeSql();
    }

    @Override
    public FreezeSql freeze() {
        return new PostgresFreezeSql();
    }

    @Override
    public WatchSql watch() {
        return new PostgresWatchSql();
    }

    @Override
    public ValueSql values() {
        return new PostgresValueSql();
    }

    @Override
    public SearchSql search() {
        return new PostgresSearchSql();
    }

    @Override
    public SellerNoticeSql sellerNotices() {
        return new PostgresSellerNoticeSql();
    }

    @Override
    public WrittenSql written() {
        return new PostgresWrittenSql();
    }
}
