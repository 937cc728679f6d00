package io.tillback.ejb;

import io.tillback.model.TableId;
import io.tillback.notice.SellerNotice;
import io.tillback.notice.SellerNotices;
import io.tillback.plan.PlanPage;
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
@RolesAllowed(Role.SELLER)
public class MyNoticesBean implements MyNotices {
    @Resource
    private SessionContext session;

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @Override
    public List<SellerNotice> list() {
        return own().list();
    }

    @Override
    public SellerNotice load(String id) {
        return own().load(id);
    }

    @Override
    public List<PlanPage.Row> loadRows(String id, TableId table, long after, int limit) {
        return own().loadRows(id, table, after, limit);
    }

    private SellerNotices own() {
        Workbench tools = engine.tools();
        String seller =
                tools.sellerLogins().findSeller(session.getCallerPrincipal().getName());
        return new SellerNotices(tools.sellerNotices(), new AppliedPlans(catalog)::findKept, seller);
    }
}
