package io.tillback.ejb;

import io.tillback.apply.Restore;
import io.tillback.model.RestoreId;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.notice.NewestRestore;
import io.tillback.notice.NoticeBook;
import io.tillback.notice.RestoredTables;
import io.tillback.notice.WrittenRow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import java.util.Optional;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
public class NoticesBean implements Notices {
    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @Override
    public Optional<NoticeBook.Told> findTold(RestoreId restore) {
        return engine.tools().noticeBook().find(load(restore).id());
    }

    @Override
    public List<NoticeBook.FailingReceiver> listFailing() {
        return engine.tools().noticeBook().listFailing();
    }

    @Override
    public List<WrittenRow> loadRows(RestoreId restore, TableId table, long after, int limit) {
        return restored().loadPage(restore, table, after, limit);
    }

    @Override
    public NewestRestore findNewest(TableId table) {
        return restored().findNewest(table);
    }

    @Override
    public NewestRestore findNewest(TableId table, RowKey key) {
        return restored().findNewest(table, key);
    }

    private RestoredTables restored() {
        return new RestoredTables(engine.tools().restoredRows(), new AppliedPlans(catalog)::findKept);
    }

    private Restore load(RestoreId id) {
        return catalog.ask(records -> records.restores().load(id));
    }
}
