package io.tillback.jdbc;

import io.tillback.apply.MissingRight;
import io.tillback.dialect.RestoreSql;
import io.tillback.model.OwnedSequence;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.plan.TablePlan;
import java.util.ArrayList;
import java.util.List;

/** Asks what the database role lacks for writing a table's planned rows. */
final class MissingRights {
    private final Session session;
    private final RestoreSql sql;

    MissingRights(Session session, RestoreSql sql) {
        this.session = session;
        this.sql = sql;
    }

    List<MissingRight> of(TablePlan planned, StoreTriggers triggers) {
        String schema = planned.table().schema();
        String name = planned.table().name();
        List<MissingRight> missing = new ArrayList<>(ask(sql.missingRights(), rights(planned), schema, name));
        if (planned.counts().create() > 0) {
            for (OwnedSequence owned : planned.shape().sequences()) {
                missing.addAll(ask(
                        sql.missingSequenceRights(),
                        owned.sequence().schema(),
                        owned.sequence().name()));
            }
        }
        if (triggers == StoreTriggers.SUPPRESS) {
            missing.addAll(ask(sql.missingOwners(), schema, name));
        }
        return missing;
    }

    /** Rows can be locked only by who may change them. */
    private static String rights(TablePlan planned) {
        return "UPDATE" + (planned.counts().create() > 0 ? ",INSERT" : "")
                + (planned.counts().remove() > 0 ? ",DELETE" : "");
    }

    private List<MissingRight> ask(String query, Object... parameters) {
        return session.query(query, row -> new MissingRight(row.getString(1), row.getString(2)), parameters);
    }
}
