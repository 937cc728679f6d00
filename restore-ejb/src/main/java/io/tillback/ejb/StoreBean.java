package io.tillback.ejb;

import io.tillback.model.StoreSchema;
import io.tillback.plan.PathsToSellers;
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
    public PathsToSellers pathsToSellers() {
        return engine.tools()
                .sellers()
                .survey(engine.tools().schema().load(), engine.settings().protection());
    }

    @Override
    public String name() {
        return engine.settings().storeName();
    }
}
