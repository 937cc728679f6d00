package io.tillback.benchmark;

import io.tillback.model.TableId;
import java.util.List;

/**
 * {@code pgbench}'s tables in a database of their own, to record their changes. The history has a key, whether it is
 * recorded or not: a table without one cannot be.
 */
final class RecordedStore implements AutoCloseable {
    private static final String DATABASE = "recorded";

    /** A table and its key. */
    record Table(String name, String key) {
        TableId id() {
            return new TableId("public", name);
        }
    }

    static final List<Table> TABLES = List.of(
            new Table("pgbench_accounts", "aid"),
            new Table("pgbench_tellers", "tid"),
            new Table("pgbench_branches", "bid"),
            new Table("pgbench_history", "id"));

    private final DebianPostgres postgres;
    private final Engine engine;

    private RecordedStore(DebianPostgres postgres, Engine engine) {
        this.postgres = postgres;
        this.engine = engine;
    }

    static RecordedStore create(Bench bench, long branches) {
        DebianPostgres postgres = bench.postgres();
        Engine engine = Engine.on(postgres.createDatabase(DATABASE), bench.bucket());
        RecordedStore store = new RecordedStore(postgres, engine);
        postgres.tool("pgbench", "-i", "-q", "-I", "dtGvp", "-s", String.valueOf(branches), DATABASE);
        store.sql("ALTER TABLE pgbench_history ADD id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
        return store;
    }

    DebianPostgres postgres() {
        return postgres;
    }

    Engine engine() {
        return engine;
    }

    String database() {
        return DATABASE;
    }

    void sql(String... statements) {
        postgres.sql(DATABASE, statements);
    }

    long number(String query) {
        return Long.parseLong(text(query));
    }

    String text(String query) {
        return postgres.ask(DATABASE, query);
    }

    RunningJournal record() {
        return RunningJournal.begin(
                postgres, DATABASE, engine, TABLES.stream().map(Table::id).toList());
    }

    /** All accounts as {@code pgbench} fills them, in a file that no version of a row has been in. */
    void refillAccounts(long accounts) {
        sql(
                "TRUNCATE pgbench_accounts",
                "INSERT INTO pgbench_accounts SELECT aid, (aid - 1) / 100000 + 1, 0, '' FROM generate_series(1, "
                        + accounts + ") aid");
        vacuum();
    }

    /** An empty history, and room in every page, as every run of transactions finds them. */
    void clear() {
        sql("TRUNCATE pgbench_history RESTART IDENTITY");
        vacuum();
    }

    private void vacuum() {
        TABLES.forEach(table -> sql("VACUUM (ANALYZE) " + table.name()));
    }

    /** Waits until what was written before is on disk: none pays for the other. */
    void flush() {
        sql("CHECKPOINT");
        postgres.line("sync");
    }

    @Override
    public void close() {
        engine.close();
        postgres.dropDatabase(DATABASE);
    }
}
