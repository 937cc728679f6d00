package io.tillback.ejb;

import io.tillback.freeze.FreezeBook;
import io.tillback.model.FreezeId;
import io.tillback.model.FreezeRequest;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
public class FreezesBean implements Freezes {
    @Resource
    private SessionContext session;

    @EJB
    private EngineBean engine;

    @Override
    public List<FreezeBook.Entry> list(int limit) {
        return book().list(limit);
    }

    @Override
    public FreezeBook.Entry load(FreezeId freeze) {
        return book().load(freeze);
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    public FreezeBook.Entry freeze(FreezeRequest request) {
        return engine.tools().freezer(engine.ids()).freeze(request, caller());
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    public FreezeBook.Entry lift(FreezeId freeze) {
        return book().lift(freeze, caller());
    }

    @Override
    public Duration longest() {
        return engine.settings().longestFreeze();
    }

    @Override
    public Instant now() {
        return book().now();
    }

    private String caller() {
        return session.getCallerPrincipal().getName();
    }

    private FreezeBook book() {
        return engine.tools().freezeBook();
    }
}
