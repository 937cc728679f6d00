package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.Progress;
import io.tillback.model.RowKey;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.Sighting;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.snapshot.SnapshotTable;
import io.tillback.snapshot.SnapshotVerifier;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
public class SnapshotsBean implements Snapshots {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Resource
    private SessionContext session;

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @EJB
    private JobRunner jobs;

    @EJB
    private Housekeeper housekeeper;

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
        return loadManifest(id).tables().stream()
                .map(table -> new SnapshotTable(table.shape(), table.rows(), table.bytes()))
                .toList();
    }

    private Manifest loadManifest(SnapshotId id) {
        return engine.reader().loadManifest(load(id).tier(), id);
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    public List<Sighting> findKey(TableId table, RowKey key) {
        return list().stream()
                .filter(snapshot -> snapshot.state() == SnapshotSummary.State.COMPLETE)
                .map(snapshot -> engine.keyFinder()
                        .find(engine.reader().loadManifest(snapshot.tier(), snapshot.id()), table, key))
                .toList();
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    public Job take(Tier tier, IdempotencyKey key) {
        Instant now = engine.clock().instant();
        SnapshotId id = new SnapshotId(SECOND.format(now) + "-" + engine.ids().next());
        return jobs.submit(
                jobs.order(principal(), Job.Kind.TAKE_SNAPSHOT, key, tier.name(), id.value()),
                records -> records.snapshots().begin(id, tier, now),
                new JobRunner.Work() {
                    @Override
                    public void run(Progress progress) {
                        Manifest manifest = engine.taker().take(id, tier, progress);
                        catalog.tell(records -> records.snapshots().complete(manifest));
                    }

                    @Override
                    public void failed(RestoreException failure) {
                        catalog.tell(records -> records.snapshots().fail(id));
                        housekeeper.sweep();
                    }
                });
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    public Job verify(SnapshotId id, IdempotencyKey key) {
        SnapshotSummary snapshot = load(id);
        if (snapshot.state() != SnapshotSummary.State.COMPLETE) {
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_UNFINISHED,
                    "Cannot verify snapshot " + id + ": it is not finished",
                    "Wait for it to finish, or choose another one.");
        }
        return jobs.submit(
                jobs.order(principal(), Job.Kind.VERIFY_SNAPSHOT, key, id.value(), id.value()), new JobRunner.Work() {
                    @Override
                    public void run(Progress progress) {
                        SnapshotVerifier.Report report = engine.verifier().verify(snapshot.tier(), id, progress);
                        Instant at = engine.clock().instant();
                        catalog.tell(records -> records.snapshots()
                                .recordVerification(id, at, report.problems().size()));
                        requireSound(id, report);
                    }

                    @Override
                    public void failed(RestoreException failure) {}
                });
    }

    private static void requireSound(SnapshotId id, SnapshotVerifier.Report report) {
        if (!report.problems().isEmpty()) {
            SnapshotVerifier.Problem first = report.problems().get(0);
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_DAMAGED,
                    "Cannot confirm snapshot " + id + ": " + report.problems().size() + " problems, the first in "
                            + first.table() + ": " + first.fact(),
                    "Its other tables can still be restored. Take a new snapshot now, and keep the older ones.");
        }
    }

    private String principal() {
        return session.getCallerPrincipal().getName();
    }
}
