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

    /**
     * Asks a job to stop; it ends CANCELLED soon after, whatever it waits for, unless its commit had begun. One that is
     * cancelled already stays so.
     *
     * @throws io.tillback.fault.RestoreException JOB_OVER if it has ended otherwise, or if its restore is committed
     */
    Job cancel(JobId id);
}
