package io.tillback.notice;

import io.tillback.model.AlertCause.LastCopyExpiring;
import io.tillback.model.AlertCause.TableChange;
import io.tillback.retention.HeldSnapshot;
import io.tillback.retention.Retention;
import io.tillback.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Tells which transactions that alerts are about can soon not be taken back any more.
 *
 * @param snapshots that are finished
 * @param journal for how long records are kept, those that are held
 * @param warned how long before the last copy expires that is told
 */
public record LastCopies(
        Collection<HeldSnapshot> snapshots, RetentionPolicy policy, Duration journal, Duration warned) {
    /** @param since when the transaction began to change the table */
    public record Expiring(LastCopyExpiring cause, Instant since) {}

    public LastCopies {
        snapshots = List.copyOf(snapshots);
    }

    /** @param unseen alerts of transactions that nobody has acknowledged */
    public List<Expiring> expiring(List<Alert> unseen, Instant now) {
        return unseen.stream()
                .flatMap(alert -> alert
                        .cause()
                        .findTransaction()
                        .flatMap(change -> expires(alert.since())
                                .filter(expires -> expires.isAfter(now) && expires.isBefore(now.plus(warned)))
                                .map(expires -> expiring(change, alert.since(), expires)))
                        .stream())
                .toList();
    }

    private Optional<Instant> expires(Instant since) {
        return Retention.lastCopyExpires(snapshots, policy, since, since.plus(journal));
    }

    private static Expiring expiring(TableChange change, Instant since, Instant expires) {
        return new Expiring(new LastCopyExpiring(change.table(), change.transaction(), expires), since);
    }
}
