package io.tillback.ejb;

import io.tillback.journal.Release;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
public class ReleaseNotesBean implements ReleaseNotes {
    private static final int MOST = 500;

    @EJB
    private EngineBean engine;

    @Resource
    private SessionContext session;

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    public Release announce(String name) {
        return engine.tools()
                .releases()
                .announce(
                        name,
                        session.getCallerPrincipal().getName(),
                        engine.clock().instant());
    }

    @Override
    public List<Release> list() {
        return engine.tools().releases().list(MOST);
    }
}
