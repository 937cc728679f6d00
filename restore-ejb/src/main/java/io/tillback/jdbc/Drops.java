package io.tillback.jdbc;

import io.tillback.model.PlanId;
import javax.sql.DataSource;

/** Drops what belongs to a plan. */
final class Drops {
    private Drops() {}

    /** @param list a query for the statements, with the plan as its parameter */
    static void run(DataSource database, String list, PlanId plan) {
        try (Session session = Session.open(database, "drop the tables of plan " + plan)) {
            session.query(list, row -> row.getString(1), plan.value()).forEach(session::run);
            session.commit();
        }
    }
}
