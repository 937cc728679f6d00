package io.tillback.dialect;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.ColumnName;
import io.tillback.model.OwnedSequence;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.Set;

/** Applies a plan inside one transaction. */
public interface RestoreSql {
    /** One parameter: milliseconds. */
    String limitLockWait();

    /** Locks the rows to be changed, then those to be removed. */
    String lockChanged(Table table);

    String lockRemoved(Table table);

    /** Rows: number, key as text array, for planned rows that are not as the plan saw them; parameter: limit. */
    String movedRows(Table table);

    /**
     * Rows: what the role lacks for writing to a table, statement that grants it. Parameters: the rights needed, separated
     * by commas; schema, table.
     */
    String missingRights();

    /** Rows: as {@link #missingRights}, for advancing a sequence. Parameters: schema, sequence. */
    String missingSequenceRights();

    /** Rows: as {@link #missingRights}, for silencing the store's triggers. Parameters: schema, table. */
    String missingOwners();

    /** Puts off every constraint that can be put off. */
    String deferConstraints();

    /** Checks now what was put off. */
    String checkConstraints();

    /** Rows: statement that silences one of the store's triggers, statement that wakes it again; parameters: schema, table. */
    String storeTriggers();

    /** @param nulls columns that stay null until {@link #link} */
    String create(Table table, Set<ColumnName> nulls);

    /** Fills in columns of created rows. */
    String link(Table table, List<ColumnName> columns);

    /** Nulls columns of rows that are about to be removed. */
    String unlink(Table table, List<ColumnName> columns);

    String change(Table table);

    String remove(Table table);

    /** Moves a sequence past the largest value in its column, never back. */
    String advance(TableShape table, OwnedSequence sequence);

    /** One row: planned rows whose hash in the live table is the plan's, counting removed rows that are gone. */
    String countProven(Table table);
}
