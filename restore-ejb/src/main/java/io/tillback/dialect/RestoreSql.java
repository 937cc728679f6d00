package io.tillback.dialect;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.OwnedSequence;
import io.tillback.model.TableShape;

/** Applies a plan inside one transaction. */
public interface RestoreSql {
    /** One parameter: milliseconds. */
    String limitLockWait();

    /** Locks the rows to be changed, then those to be removed. */
    String lockChanged(Table table);

    String lockRemoved(Table table);

    /** Rows: number, key as text array, for planned rows that are not as the plan saw them; parameter: limit. */
    String movedRows(Table table);

    /** Puts off every constraint that can be put off. */
    String deferConstraints();

    /** Checks now what was put off. */
    String checkConstraints();

    /** Rows: statement that silences one of the store's triggers, statement that wakes it again; parameters: schema, table. */
    String storeTriggers();

    String create(Table table);

    String change(Table table);

    String remove(Table table);

    /** Moves a sequence past the largest value in its column, never back. */
    String advance(TableShape table, OwnedSequence sequence);

    /** One row: planned rows whose hash in the live table is the plan's, counting removed rows that are gone. */
    String countProven(Table table);
}
