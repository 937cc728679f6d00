package io.tillback.ejb;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.plan.Holding;
import io.tillback.plan.RowLife;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import java.util.Map;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
public class RowsBean implements Rows {
    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @Override
    public RowLife loadLife(TableId table, RowKey key, String from, int limit) {
        return engine.tools().rowBiographer(archive()).load(table, key, from, limit);
    }

    @Override
    public Holding findNewest(Map<TableId, List<RowKey>> rows) {
        return engine.tools().newestMoment(archive()).find(rows);
    }

    private CatalogArchive archive() {
        return new CatalogArchive(catalog, engine.tools());
    }
}
