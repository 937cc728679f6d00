package io.tillback.ejb;

import io.tillback.apply.Restore;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jpa.Catalog;
import io.tillback.model.Job;
import io.tillback.model.JobId;
import io.tillback.model.RestoreId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
public class JobsBean implements Jobs {
    @EJB
    private CatalogBean catalog;

    @Override
    public Job load(JobId id) {
        return catalog.ask(records -> records.jobs().load(id));
    }

    @Override
    public List<Job> list(int limit) {
        return catalog.ask(records -> records.jobs().list(limit));
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    public Job cancel(JobId id) {
        Job job = catalog.ask(records -> {
            Job asked = records.jobs().requestCancel(id);
            requireUncommitted(asked, records);
            return asked;
        });
        if (job.state() == Job.State.DONE || job.state() == Job.State.FAILED) {
            throw over(job, "it is over: " + job.state());
        }
        return job;
    }

    /** The job may still be telling the store about a restore that is committed. */
    private static void requireUncommitted(Job job, Catalog records) {
        if (job.kind() == Job.Kind.APPLY && job.state() != Job.State.CANCELLED) {
            RestoreId restore = new RestoreId(job.result().orElseThrow());
            if (records.restores().load(restore).outcome() == Restore.Outcome.COMMITTED) {
                throw over(job, "restore " + restore + " is committed");
            }
        }
    }

    private static RestoreException over(Job job, String fact) {
        return new RestoreException(
                ErrorCode.JOB_OVER,
                "Cannot cancel job " + job.id() + ": " + fact,
                job.kind() == Job.Kind.APPLY
                        ? "Nothing of it is stopped any more. If the restore was committed, take it back."
                        : "Nothing of it is left to stop.");
    }
}
