package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.TableShape;
import io.tillback.plan.PlanWorkspace.Subject;
import java.util.List;

/** Compares how a table is built now with how it was built then. */
final class SchemaDrift {
    private SchemaDrift() {}

    /** A plan writes a column only where both sides have it, with the same type. */
    static void check(Subject subject, TableShape then) {
        requireSameColumns(subject.live(), then, subject.columns());
        if (!then.storedColumns().stream()
                .map(Column::name)
                .toList()
                .containsAll(subject.live().key())) {
            throw changed(subject.live(), "its key was another one then");
        }
    }

    static void checkColumns(TablePlan before, TableShape live) {
        requireSameColumns(live, before.shape(), before.columns());
        if (!before.key().equals(live.key())) {
            throw changed(live, "its key is another one now");
        }
    }

    private static void requireSameColumns(TableShape live, TableShape then, List<ColumnName> columns) {
        for (ColumnName name : columns) {
            Column now =
                    live.findColumn(name).orElseThrow(() -> changed(live, "column " + name + " was dropped since"));
            Column before =
                    then.findColumn(name).orElseThrow(() -> changed(live, "column " + name + " was added since"));
            if (!now.type().equals(before.type())) {
                throw changed(live, "column " + name + " was " + before.type() + " then and is " + now.type() + " now");
            }
        }
    }

    private static RestoreException changed(TableShape table, String fact) {
        return new RestoreException(
                ErrorCode.SCHEMA_CHANGED,
                "Cannot compare " + table.id() + ": " + fact,
                "Name the columns to restore and leave that one out.");
    }
}
