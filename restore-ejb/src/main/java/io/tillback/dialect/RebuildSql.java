package io.tillback.dialect;

import io.tillback.model.OwnedSequence;
import io.tillback.model.TableShape;
import java.util.List;

/** Builds lost tables again, in one transaction. */
public interface RebuildSql {
    /** One row: whether a table of that name stands. Parameters: schema, name. */
    String stands();

    /** Streams rows into a table. */
    String copyInto(TableShape table);

    /** As {@link #copyInto}, after a line that names the columns. */
    String copyNamedInto(TableShape table);

    /** Statements that make room for changed keys and rows. */
    List<String> beginChanges(TableShape table);

    /** Says which step what is streamed in next is of. */
    List<String> beginStep(TableShape table, int number);

    String copyIntoChangedKeys(TableShape table);

    String copyIntoChangedRows(TableShape table);

    /** Statements that find each key's last step. */
    List<String> findLastSteps(TableShape table);

    /** Takes the rows out whose keys are among those that changed. */
    String takeOut(TableShape table);

    /** Puts those in that were there after their last step. */
    String putIn(TableShape table);

    /** Statements that drop the room again. */
    List<String> endChanges();

    /** The sequence goes on behind its last value, unless it is further already: several tables may draw from it. */
    String advance(TableShape table, OwnedSequence sequence);
}
