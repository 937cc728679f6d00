package io.tillback.ejb;

import io.tillback.notice.AlertBook;
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
public class AlertsBean implements Alerts {
    @Resource
    private SessionContext session;

    @EJB
    private EngineBean engine;

    @Override
    public List<AlertBook.Entry> list(int limit) {
        return book().list(limit);
    }

    @Override
    public List<AlertBook.FailingChannel> listFailing() {
        return book().listFailing();
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    public AlertBook.Entry acknowledge(long number) {
        return book().acknowledge(number, session.getCallerPrincipal().getName());
    }

    private AlertBook book() {
        return engine.tools().alertBook();
    }
}
