package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.SnapshotId;
import io.tillback.retention.ExpireReason;
import io.tillback.retention.HeldSnapshot;
import io.tillback.retention.Purge;
import io.tillback.retention.Retention;
import io.tillback.retention.RetentionPreview;
import io.tillback.retention.RetentionPreview.Decision;
import io.tillback.retention.Verdict;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
public class PurgesBean implements Purges {
    private static final int LISTED = 200;

    @Resource
    private SessionContext session;

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @EJB
    private PurgeDesk desk;

    @Override
    public RetentionPreview preview() {
        return desk.preview();
    }

    @Override
    public RetentionPreview outlook() {
        return desk.outlook();
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    public Job purge(IdempotencyKey key) {
        return desk.purge("everything expired", desk::preview, principal(), key);
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    public Job purgeAsPreviewed(String fingerprint, IdempotencyKey key) {
        return desk.purge(fingerprint, () -> requireSame(fingerprint), principal(), key);
    }

    private RetentionPreview requireSame(String fingerprint) {
        RetentionPreview now = desk.preview();
        if (!now.fingerprint().equals(fingerprint)) {
            throw new RestoreException(
                    ErrorCode.RETENTION_CHANGED,
                    "Cannot purge as previewed: by now " + now.expired().size()
                            + " snapshots expire, not those previewed",
                    "Look at the preview again and send the fingerprint it shows.");
        }
        return now;
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    public Job purgeByHand(SnapshotId id, IdempotencyKey key) {
        return desk.purge(id.value(), () -> expireByHand(id), principal(), key);
    }

    private RetentionPreview expireByHand(SnapshotId id) {
        catalog.ask(records -> records.snapshots().hold(id));
        List<HeldSnapshot> held = desk.loadHeld();
        HeldSnapshot wanted = held.stream()
                .filter(snapshot -> snapshot.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.SNAPSHOT_UNFINISHED,
                        "Cannot purge snapshot " + id + ": the bucket holds no manifest of it",
                        "Nothing is left to purge; the sweep removes what remains."));
        requireFree(wanted, held);
        Instant now = engine.clock().instant();
        Verdict verdict = new Verdict.Expire(ExpireReason.BY_HAND, now);
        return new RetentionPreview(now, List.of(new Decision(wanted, verdict)));
    }

    private static void requireFree(HeldSnapshot wanted, List<HeldSnapshot> held) {
        if (Retention.newestVerified(held).filter(wanted.id()::equals).isPresent()) {
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_KEPT,
                    "Cannot purge snapshot " + wanted.id() + ": it is the store's newest verified one",
                    "Take and verify a newer one first.");
        }
        Optional<SnapshotId> builtOn = Retention.findBuiltOn(wanted.id(), held);
        if (builtOn.isPresent()) {
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_KEPT,
                    "Cannot purge snapshot " + wanted.id() + ": snapshot " + builtOn.get() + " is built on it",
                    "Purge that one first, and others that are built on it.");
        }
        if (wanted.use() == HeldSnapshot.Use.IN_USE) {
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_IN_USE,
                    "Cannot purge snapshot " + wanted.id() + ": a running job reads it",
                    "Wait for the job to end, or cancel it.");
        }
    }

    @Override
    public List<Purge> list() {
        return catalog.ask(records -> records.purges().list(LISTED));
    }

    private String principal() {
        return session.getCallerPrincipal().getName();
    }
}
