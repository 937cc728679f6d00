package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plans a restore to the newest state that still holds the rows which a request names by key. */
public final class NewestPlanner {
    private final NewestMoment newest;
    private final JournalPlanner journal;

    public NewestPlanner(NewestMoment newest, JournalPlanner journal) {
        this.newest = newest;
        this.journal = journal;
    }

    /**
     * Refuses at once what could not be planned.
     *
     * @throws RestoreException as {@link NewestMoment#find}; REQUEST_INVALID if no rows are named by key
     */
    public Holding require(RestoreRequest request) {
        return newest.find(rows(request));
    }

    /**
     * Plans it. The plan's data gap says which state it is, and why.
     *
     * @throws RestoreException as {@link #require}, and what planning throws
     */
    public Plan plan(PlanId id, RestoreRequest request, Progress progress) {
        progress.step("Looking for the newest moment that still holds the rows");
        Holding holding = require(request);
        if (holding.target() instanceof RestoreTarget.BeforeTransaction before) {
            return journal.planBecause(id, request, before, holding.because(), progress);
        }
        RestoreTarget.AtSnapshot at = (RestoreTarget.AtSnapshot) holding.target();
        return journal.planFromSnapshot(id, request, at, holding.because(), progress);
    }

    private static Map<TableId, List<RowKey>> rows(RestoreRequest request) {
        Map<TableId, List<RowKey>> rows = new LinkedHashMap<>();
        for (RestoreScope scope : request.scopes()) {
            List<RowKey> keys = scope.rows().match(List::of, named -> named.keys(), matching -> List.of());
            if (!keys.isEmpty()) {
                requireOwnKey(scope);
                rows.put(scope.table(), keys);
            }
        }
        if (rows.isEmpty()) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot look for the newest moment that still holds the rows: the request names none by key",
                    "Name rows that are gone by 'keys', in at least one of the tables.");
        }
        return rows;
    }

    private static void requireOwnKey(RestoreScope scope) {
        boolean other =
                !scope.past().matchBy().isEmpty() || scope.past().table().isPresent();
        if (other) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot look for the newest moment that still holds rows of " + scope.table()
                            + ": they are named by other columns than its key, or under its former name",
                    "Leave matchBy and was out, or choose an instant or a snapshot.");
        }
    }
}
