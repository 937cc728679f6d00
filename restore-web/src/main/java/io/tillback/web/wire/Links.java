package io.tillback.web.wire;

import io.tillback.model.JobId;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.SnapshotId;

/**
 * Where things are found: paths from the server's root, so that they hold behind a proxy with another name.
 *
 * @param base the path of the REST interface, with a slash at its end
 */
public record Links(String base) {
    public String snapshot(SnapshotId id) {
        return base + "snapshots/" + id;
    }

    public String purges() {
        return base + "retention/purges";
    }

    public String journal() {
        return base + "journal";
    }

    public String plan(PlanId id) {
        return base + "plans/" + id;
    }

    public String restore(RestoreId id) {
        return base + "restores/" + id;
    }

    public String job(JobId id) {
        return base + "jobs/" + id;
    }

    public String problem(String code) {
        return base + "problems/" + code;
    }
}
