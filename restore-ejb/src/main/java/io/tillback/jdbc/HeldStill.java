package io.tillback.jdbc;

import io.tillback.dialect.JournalSql;
import io.tillback.fault.RestoreException;
import io.tillback.model.Companion;
import io.tillback.model.Json;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/** Changes what a table is recorded with. What this changes a beat must not take for somebody else's doing. */
final class HeldStill {
    private final JournalSql sql;

    HeldStill(JournalSql sql) {
        this.sql = sql;
    }

    /** A companion that is written to now, with the evidence that a beat compares. */
    private record Recorded(Companion companion, String evidence) {}

    /**
     * Makes a change while nothing else can be changed unseen, and commits. Nothing happens where the table is not recorded any
     * more, or something was changed already: the next beat will notice.
     *
     * @return whether it was made
     * @throws RestoreException LOCK_NOT_AVAILABLE, soon, if the store holds the table
     */
    boolean change(Session session, int number, Consumer<Companion> change) {
        Optional<Recorded> recorded = session
                .query(
                        "SELECT companion, evidence FROM tillback.journal WHERE number = ? AND last_cut IS NULL FOR UPDATE",
                        row -> new Recorded(Json.read(row.getString(1), Companion.class), row.getString(2)),
                        number)
                .stream()
                .findFirst();
        if (recorded.isEmpty()) {
            return false;
        }
        if (!isHeldStill(session, recorded.get().companion())
                || !evidence(session, number).equals(recorded.get().evidence())) {
            return false;
        }
        change.accept(recorded.get().companion());
        session.update("UPDATE tillback.journal SET evidence = ? WHERE number = ?", evidence(session, number), number);
        session.commit();
        return true;
    }

    /** Not where the table has another name by now, or is gone. */
    private boolean isHeldStill(Session session, Companion companion) {
        try {
            sql.holdStill(companion).forEach(session::run);
            return true;
        } catch (RestoreException e) {
            if (e.getCause() instanceof SQLException cause && SqlFailures.isGone(cause)) {
                return false;
            }
            throw e;
        }
    }

    private String evidence(Session session, int number) {
        return session.query(sql.evidence(number), row -> row.getString(2)).stream()
                .findFirst()
                .orElse("");
    }
}
