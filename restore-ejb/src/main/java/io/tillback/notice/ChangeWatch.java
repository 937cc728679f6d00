package io.tillback.notice;

/** Port: raises alerts about what was recorded since the last look, whichever server took that. */
public interface ChangeWatch {
    /**
     * Raises an alert for each table of which a committed transaction changed too many rows, unless that was a restore. Each
     * transaction is looked at once, when its commit is seen, however late that is; what is recorded already at the first
     * look is not told. Of several servers that look at once one does.
     */
    void look(Limits limits);

    /**
     * @param rows that a transaction may change, delete or insert of one table
     * @param sharePercent of a table's rows that it may change or delete
     */
    record Limits(int rows, int sharePercent) {
        /** So few are never too large a share of a table. */
        public static final int FEW = 200;
    }
}
