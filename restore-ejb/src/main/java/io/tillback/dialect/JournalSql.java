package io.tillback.dialect;

import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.Segment;
import io.tillback.model.ShippedPart;
import io.tillback.model.Slice;
import io.tillback.model.WayBack;
import java.util.List;

/** Records row changes in companion tables, and reads the state of a table at a moment from them. */
public interface JournalSql {
    /**
     * Columns: schema, table, how its changes can be recorded (null if they cannot be), why they cannot be, whether statements
     * may run within others.
     */
    String recordings();

    /**
     * Statements that create the companion table, its functions and the table's triggers. The table is locked against
     * writers until the transaction ends, so that whoever is not done in a moment taken afterwards is recorded.
     */
    List<String> begin(Companion companion);

    /** Statements that keep everybody from altering the table, its triggers and its companion until the transaction ends. */
    List<String> holdStill(Companion companion);

    /** Statements that create a segment and have triggers write to it from now on. */
    List<String> writeTo(Companion companion, int segment);

    /** Statements that create a segment and have who makes changes told in it from now on. */
    List<String> writeTransactionsTo(int segment);

    /** The column of a companion that says which transaction made a record. */
    String transactionColumn(Companion companion);

    /** Whoever cannot have a lock soon does without: others would have to wait behind. */
    String waitShortly();

    /** Statements that lock a segment against everybody. */
    List<String> settle(Segment segment);

    /** One row: the newest transaction of which a segment that is no longer written to may tell; 0 if there is none. */
    String newestTransaction(Segment segment, String transaction);

    /** Refuses records of later transactions, and lets queries for later ones pass the segment by. */
    String allowNoneAfter(Segment segment, String transaction, String newest);

    String drop(Segment segment);

    /** Statements that take a companion's triggers and functions away; what was recorded stays. The table may be gone. */
    List<String> end(int companion);

    /** Numbers of companions whose interval has ended, and which have triggers or functions still. */
    String findLeftOver();

    /** Drops all that was recorded. */
    String drop(Companion companion);

    /** Takes a moment and keeps it. One row: its cut, its instant. */
    String beat();

    /** One row: the newest moment kept that is not after the parameter, as its cut and instant. No row if there is none. */
    String findMoment();

    /** One row: whether the database knows when each transaction was committed. */
    String knowsCommitTimes();

    /** One row: the oldest moment kept that is after the parameter. No row if there is none. */
    String findNextMoment();

    /**
     * One row: the newest moment kept that does not see a transaction, given twice as text. No row if there is none, or
     * nothing that the transaction did is recorded.
     */
    String findMomentBefore();

    /**
     * What recording stands on, as it is now: one row for each companion with triggers, its number and a JSON object of
     * texts, each of which changes when a part of it is touched, even if it is put right again at once.
     */
    String evidence();

    /** The same of one companion. */
    String evidence(int companion);

    /**
     * The newest moment that sees none of some transactions, of which some may have been under way by then. Parameter: an array
     * of their numbers as texts.
     */
    String findMomentBeforeAll();

    /** Copies out, as a snapshot does, all rows that changed since a moment: as they were then, where they were there. */
    String copyThen(Companion companion, Moment moment);

    /** Copies out a slice of the same rows as they are now, where they are there. */
    String copyNow(Companion companion, Moment moment, Slice slice);

    /** Copies out the keys of those rows that are not there now: the key's columns alone. */
    String copyGone(Companion companion, Moment moment);
    /** One row: which database of which cluster this is. */
    String incarnation();

    /** Companions that may have records of transactions that a cut, the parameter, does not see: their numbers. */
    String findWritten();

    /** One row: whether a companion has records of transactions that a moment does not see. */
    String hasRecords(Companion companion, Moment since);

    /** Copies out, with a header, a part of what a shipment holds of a table. */
    String ship(Companion companion, Moment since, ShippedPart part);

    /** Copies out, with a header, who made the changes that a moment does not see. */
    String shipTransactions(Moment since);

    /** Copies out, with a header, the moments kept since another, in the order in which they were. */
    String shipMoments(Moment since);

    /** One row: whether all records of a companion are of transactions that a moment sees. */
    String isShipped(Companion companion, Moment shipped);

    /** One row: whether the first cut given sees all transactions that the second sees. Parameters: two cuts. */
    String includes();

    /** Those of some cuts that see nothing that another does not. Parameters: that one, an array of theirs as texts. */
    String findSeen();

    /** Which rows a stage gets. */
    enum Reach {
        /** All that changed since. Keys of rows that were not there are laid out beside, as {@link StagingSql#createKeys} does. */
        CHANGED,
        /** Those of the keys laid out before. */
        KEYS_LAID_OUT,
        /** Those, and all that changed since. */
        KEYS_AND_CHANGED
    }

    /** Lays out rows as they were in a state, for {@link #settleStage}. */
    List<String> stageRows(PlanId plan, int number, Companion companion, PastState state, Reach reach);

    /** One row: how many rows are laid out whose records cannot all be there. */
    String countContradictions(PlanId plan, int number, Companion companion, PastState state);

    /**
     * One row: how many rows are laid out of which transactions other than those that the state is without have changed again
     * what these did, so that it stays.
     */
    String countChangedAgain(PlanId plan, int number, Companion companion);

    /**
     * Statements that lay out, beside the plan, what others have written over what the transactions did that a state is
     * without: for {@link GapSql#pageOfConflicts}.
     */
    List<String> tellConflicts(PlanId plan, int number, Companion companion, PastState state, Reach reach);

    /** Leaves, as a stage, the rows that were there. */
    List<String> settleStage(PlanId plan, int number, Companion companion, Reach reach);

    /** One row for each companion, and one with number 0 for who made the changes: its number, the bytes on disk. */
    String sizes();

    /** One row: whether a moment sees all that an earlier one does. */
    String sees(Moment later, Moment earlier);

    /** One row: whether a moment sees all that belongs to a state, and the transaction before which that is, if any. */
    String sees(Companion companion, Moment later, PastState state);

    /**
     * Statements that lay out, beside a stage, the rows that the way back changes, as they were: for {@link #goBack}.
     *
     * @param laidOut what the columns of the keys laid out beside the stage are called, in the order of the key: of those
     *     rows only; empty: of all
     */
    List<String> beginBack(PlanId plan, int number, WayBack way, List<ColumnName> laidOut);

    /** One row: how many rows are laid out by {@link #beginBack} whose records cannot all be there. */
    String countContradictions(PlanId plan, int number, WayBack way);

    /** Statements that take a stage back, and leave it no rows but those laid out, if any are. */
    List<String> goBack(PlanId plan, int number, WayBack way, List<ColumnName> laidOut);
}
