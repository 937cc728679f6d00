package io.tillback.ejb;

import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.RowKey;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.snapshot.KeyFinder;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.Sighting;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.snapshot.SnapshotTable;
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
public class SnapshotsBean implements Snapshots {
    @Resource
    private SessionContext session;

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @EJB
    private SnapshotDesk desk;

    @Override
    public List<SnapshotSummary> list() {
        return catalog.ask(records -> records.snapshots().list());
    }

    @Override
    public SnapshotSummary load(SnapshotId id) {
        return catalog.ask(records -> records.snapshots().load(id));
    }

    @Override
    public List<SnapshotTable> loadTables(SnapshotId id) {
        return loadManifest(id).tables().stream().map(SnapshotTable::of).toList();
    }

    private Manifest loadManifest(SnapshotId id) {
        return engine.tools().reader().loadManifest(load(id).tier(), id);
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    public List<Sighting> findKey(TableId table, RowKey key) {
        KeyFinder finder = engine.tools().keyFinder();
        return list().stream()
                .filter(snapshot -> snapshot.state() == SnapshotSummary.State.COMPLETE)
                .flatMap(snapshot -> finder.find(snapshot, table, key).stream())
                .toList();
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    public Job take(Tier tier, IdempotencyKey key) {
        return desk.take(tier, principal(), key);
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    public Job verify(SnapshotId id, IdempotencyKey key) {
        return desk.verify(id, principal(), key);
    }

    private String principal() {
        return session.getCallerPrincipal().getName();
    }
}
