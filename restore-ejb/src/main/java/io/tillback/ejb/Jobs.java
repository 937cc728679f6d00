package io.tillback.ejb;

import io.tillback.model.Job;
import io.tillback.model.JobId;
import jakarta.ejb.Local;
import java.util.List;

/** Long work, as it stands. Unknown names fail with JOB_UNKNOWN. */
@Local
public interface Jobs {
    Job load(JobId id);

    /** Newest first. */
    List<Job> list(int limit);

    /** Asks a job to stop; it ends CANCELLED soon after, unless it was over or its commit had begun. */
    Job cancel(JobId id);
}
