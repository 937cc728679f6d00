package io.tillback.jdbc;

import io.tillback.dialect.SchemaSql;
import java.util.function.Supplier;

/**
 * Settings under which values print and compare as they did when the plan was made. What the store's own triggers, rules
 * and checks run under is left to the store, so these end with each step.
 */
final class PinnedSettings {
    private final Session session;
    private final SchemaSql sql;

    PinnedSettings(Session session, SchemaSql sql) {
        this.session = session;
        this.sql = sql;
    }

    <T> T during(Supplier<T> step) {
        session.run(sql.pinSettings());
        T result = step.get();
        session.query(sql.unpinSettings(), row -> true);
        return result;
    }
}
