package io.tillback.ejb;

import io.tillback.model.Job;
import io.tillback.model.JobId;
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
        return catalog.ask(records -> records.jobs().requestCancel(id));
    }
}
