package io.tillback.engine;

import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.snapshot.Manifest;
import java.util.Arrays;
import java.util.List;

/** Short words for requests. */
final class Requests {
    /** Create, bring back and remove: the table becomes what it was. */
    static final RestorePolicy EXACTLY = exactly(StoreTriggers.SUPPRESS);

    private Requests() {}

    static RestorePolicy exactly(StoreTriggers triggers) {
        return new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, triggers);
    }

    static RestoreRequest request(Manifest manifest, RestorePolicy policy, RestoreScope... scopes) {
        return request(manifest, policy, List.of(scopes));
    }

    static RestoreRequest request(Manifest manifest, RestorePolicy policy, List<RestoreScope> scopes) {
        return new RestoreRequest(new RestoreTarget.AtSnapshot(manifest.id()), scopes, policy);
    }

    static RestoreRequest wholeTables(Manifest manifest, TableId... tables) {
        return request(
                manifest,
                EXACTLY,
                Arrays.stream(tables).map(RestoreScope::wholeTable).toList());
    }

    static RestoreScope rows(TableId table, RowScope rows) {
        return new RestoreScope(table, new ColumnScope.AllColumns(), rows);
    }

    static RowScope where(Condition condition) {
        return new RowScope.Matching(condition, RowScope.Side.LIVE);
    }

    static Condition compare(String column, Condition.Operator operator, String value) {
        return new Condition.Compare(new ColumnName(column), operator, value);
    }
}
