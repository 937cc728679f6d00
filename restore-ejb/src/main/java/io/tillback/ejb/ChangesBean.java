package io.tillback.ejb;

import io.tillback.journal.ChangeFinder;
import io.tillback.journal.FoundChanges;
import io.tillback.model.ChangeCriteria;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
public class ChangesBean implements Changes {
    @EJB
    private EngineBean engine;

    @Override
    public FoundChanges.Transactions findTransactions(ChangeCriteria criteria, String from, int limit) {
        return finder().find(criteria, from, limit);
    }

    @Override
    public FoundChanges.OverTime count(ChangeCriteria criteria) {
        return finder().count(criteria);
    }

    @Override
    public FoundChanges.Steps loadRows(ChangeCriteria criteria, String from, int limit) {
        return finder().load(criteria, from, limit);
    }

    @Override
    public FoundChanges.Digest digest(ChangeCriteria criteria) {
        return finder().digest(criteria);
    }

    private ChangeFinder finder() {
        return engine.tools().changeFinder();
    }
}
