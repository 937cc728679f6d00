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

    /** Does nothing for a while; one parameter: milliseconds. */
    String pause();

    /** Locks the rows to be changed, then those to be removed. */
    String lockChanged(Table table);

    String lockRemoved(Table table);

    /** Locks the rows to be changed in which one of these columns differs, so that nobody may refer to them either. */
    String lockReplaced(Table table, List<ColumnName> replaced);

    /** Keeps everybody else from writing to a table without a key. */
    String lockTable(Table table);

    /** As {@link #lockTable}, and from referring to its rows. */
    String lockTableAndReferences(Table table);

    /** Rows: a column that a foreign key refers to, be it of a partition; parameters: schema, table. */
    String referredColumns();

    /** Finds the rows of a table without a key that {@link #remove} removes; with the settings pinned. */
    String choose(Table table);

    /** Ends what {@link #choose} began. */
    String forget(Table table);

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

    /** Rows: statement that silences one of the store's triggers or rules, statement that wakes it; parameters: schema, table. */
    String storeTriggers();

    /** @param nulls columns that stay null until {@link #link} */
    String create(Table table, Set<ColumnName> nulls);

    /** Fills in columns of created rows. */
    String link(Table table, List<ColumnName> columns);

    /** Nulls columns of rows that are about to be removed. */
    String unlink(Table table, List<ColumnName> columns);

    /**
     * Sets rows back, but for those whose key is written in other bytes.
     *
     * @param replaced rows in which one of these columns differs are left to {@link #replace}
     */
    String change(Table table, List<ColumnName> replaced);

    /** Sets those rows back that are as the plan saw them; waits for a row that is being written, and looks at it again. */
    String changeUnmoved(Table table);

    /** Sets the rows back whose key is written in other bytes, key included. */
    String changeKeys(Table table, List<ColumnName> replaced);

    /** Takes rows out in which one of these columns differs and puts them in again as planned, in one statement. */
    String replace(Table table, List<ColumnName> replaced);

    /**
     * Foreign keys whose action would fire if rows were replaced. Rows: name, referring table, a query that counts the
     * referring rows.
     */
    String actionsOnReplace(Table table, List<ColumnName> replaced);

    /** Rows: a column that a unique or exclusion constraint looks at; parameters: schema, table. */
    String uniqueColumns();

    /** Makes the transaction's statements fail, rather than see fewer rows, where policies would hide some. */
    String refuseHiddenRows();

    String remove(Table table);

    /** Moves a sequence past the largest value in its column, never back. */
    String advance(TableShape table, OwnedSequence sequence);

    /** One row: planned rows that are in the live table to the byte, or by hash, counting removed rows that are gone. */
    String countProven(Table table);
}
