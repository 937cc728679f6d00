package io.tillback.dialect;

/**
 * What differs between databases, as SQL text. Nothing here runs anything; {@code jdbc} does.
 *
 * <p>Names are always quoted and always qualified with their schema; values are always bound.
 */
public interface Dialect {
    SchemaSql schema();

    SnapshotSql snapshot();

    StagingSql staging();

    PlanSql plan();

    GapSql gap();

    RestoreSql restore();

    JournalSql journal();

    RebuildSql rebuild();

    RecallSql recall();

    LifeSql life();

    FreezeSql freeze();

    WatchSql watch();

    ValueSql values();

    SearchSql search();

    WrittenSql written();

    SellerNoticeSql sellerNotices();

    /** Lets a transaction's sorts and joins stay in memory, as far as was configured; never takes any away. */
    String makeRoom();

    /** Lets rows that are asked for by key be looked up rather than all rows be read; for the rest of the transaction. */
    String preferLookups();

    /** Spares the transaction what is compiled for each statement: of many pieces that takes longer than to run it. */
    String compileNothing();
}
