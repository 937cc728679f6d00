package io.tillback.ejb;

import io.tillback.model.StoreSchema;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
public class StoreBean implements Store {
    @EJB
    private EngineBean engine;

    @Override
    public StoreSchema schema() {
        return engine.settings().protection().of(engine.tools().schema().load());
    }

    @Override
    public String name() {
        return engine.settings().storeName();
    }
}
