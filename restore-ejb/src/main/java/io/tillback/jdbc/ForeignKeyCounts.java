package io.tillback.jdbc;

import io.tillback.dialect.PlanSql;
import io.tillback.dialect.PlanSql.Presence;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.ForeignKey;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.ForeignKeyEffect;
import java.util.List;
import java.util.Optional;

/** Asks within a transaction what planned rows do to foreign keys: when a plan is made, and again when it is applied. */
final class ForeignKeyCounts {
    private final Session session;
    private final PlanSql sql;

    ForeignKeyCounts(Session session, PlanSql sql) {
        this.session = session;
        this.sql = sql;
    }

    ForeignKeyEffect count(ForeignKey key, TableShape from, TableShape to, List<Table> planned) {
        Optional<Table> plannedFrom = find(planned, key.from());
        Optional<Table> plannedTo = find(planned, key.to());
        long dangling = plannedTo
                .filter(table -> table.presence() == Presence.LIVE)
                .map(table -> count(sql.countDanglingDependents(key, from, plannedFrom, table)))
                .orElse(0L);
        long missing = plannedFrom
                .filter(table -> bindsAllRows(key, from))
                .filter(table -> key.fromColumns().stream().anyMatch(table.columns()::contains))
                .map(table -> count(sql.countMissingParents(key, table, to, plannedTo)))
                .orElse(0L);
        return new ForeignKeyEffect(key, dangling, missing);
    }

    /** A key that only a partition declares asks nothing of the others' rows: where a new row comes to lie, nobody knows. */
    private static boolean bindsAllRows(ForeignKey key, TableShape from) {
        return from.foreignKeys().contains(key);
    }

    static Optional<Table> find(List<Table> planned, TableId id) {
        return planned.stream().filter(table -> table.live().id().equals(id)).findFirst();
    }

    private long count(String query) {
        return session.queryOne(query, row -> row.getLong(1));
    }
}
