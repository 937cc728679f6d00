package io.tillback.dialect;

import io.tillback.model.Companion;
import io.tillback.model.Segment;
import java.util.List;

/** Brings back what was dropped of the journal. */
public interface RecallSql {
    /** Statements that make room for moments. */
    List<String> createMoments();

    /** Streams moments in, after a line that names the columns. */
    String copyMoments();

    /** Leaves out those that are kept already. */
    String leaveOutKnownMoments();

    /** Keeps the others. */
    String keepMoments();

    /** Statements that end what {@link #createMoments} began. */
    List<String> dropMoments();

    /** Statements that create a companion's table, of whose changes nothing is recorded any more. */
    List<String> createCompanion(Companion companion);

    /** Creates a segment that is none yet. */
    String createSegment(Segment segment);

    /** Streams records in, or who made changes, after a line that names the columns. */
    String copy(Segment segment);

    /** Leaves out records that the companion has. */
    String leaveOutKnown(Companion companion, Segment segment);

    /** As {@link #leaveOutKnown(Companion, Segment)}, of who made changes. */
    String leaveOutKnown(Segment ofTransactions);

    /** One row: the greatest number of a transaction that a cut, the parameter, sees. */
    String newestSeen();

    /** Lets who made changes be found. */
    String index(Segment ofTransactions);

    /** Statements that make it a segment. */
    List<String> attach(Segment segment);
}
