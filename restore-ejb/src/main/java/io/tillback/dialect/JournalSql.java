package io.tillback.dialect;

import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.PlanId;
import java.util.List;

/** Records row changes in companion tables, and reads the state of a table at a moment from them. */
public interface JournalSql {
    /** Columns: schema, table, how its changes can be recorded (null if they cannot be), why they cannot be. */
    String recordings();

    /**
     * Statements that create the companion table, its functions and the table's triggers. The table is locked against
     * writers until the transaction ends, so that whoever is not done in a moment taken afterwards is recorded.
     */
    List<String> begin(Companion companion);

    /** Statements that take a companion's triggers and functions away; what was recorded stays. The table may be gone. */
    List<String> end(int companion);

    /** Numbers of companions whose interval has ended, and which have triggers or functions still. */
    String findLeftOver();

    /** Drops what was recorded. */
    String drop(Companion companion);

    /** Takes a moment and keeps it. One row: its cut, its instant. */
    String beat();

    /** One row: the newest moment kept that is not after the parameter, as its cut and instant. No row if there is none. */
    String findMoment();

    /**
     * What recording stands on, as it is now: one row for each companion with triggers, its number and a JSON object of
     * texts, each of which changes when a part of it is touched, even if it is put right again at once.
     */
    String evidence();

    /** Lays out the keys of all rows that changed since a moment, as {@link StagingSql#createKeys} does. */
    String stageChangedKeys(PlanId plan, int number, Companion companion, Moment moment);

    /** Which rows a stage gets. */
    enum Reach {
        KEYS_LAID_OUT,
        ALL_CHANGED_TOO
    }

    /** Lays out, as a stage, those rows of the keys laid out before that were there at a moment, as they were. */
    List<String> stageRows(PlanId plan, int number, Companion companion, Moment moment, Reach reach);

    /** One row: keys laid out before for which the records cannot all be there. */
    String countContradictions(PlanId plan, int number, Companion companion, Moment moment);
}
