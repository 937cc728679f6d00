package io.tillback.dialect;

import io.tillback.model.Column;
import io.tillback.model.PlanId;
import java.util.List;

/** Tables of Tillback's own in which a plan is worked out. Dropped when the plan is made. */
public interface StagingSql {
    String createStage(PlanId plan, int number, List<Column> columns);

    String createKeys(PlanId plan, int number, List<Column> key);

    /**
     * Lets the checks of domains inside arrays and composite values find what they call, as they do in the store's own
     * sessions. Runs after the settings were pinned.
     */
    String findStoreFunctions();

    /** Streams rows into a stage as CSV. */
    String copyIntoStage(PlanId plan, int number, List<Column> columns);

    String copyIntoKeys(PlanId plan, int number, List<Column> key);

    /** The keys as a snapshot's CSV spells them: one text array a row. */
    String readKeys(PlanId plan, int number, List<Column> key);

    /** Gives the optimizer its figures. */
    List<String> analyze(PlanId plan, int number);

    /** Statements that drop a plan's stages and keys, as rows of one text column; one parameter: the plan. */
    String dropsOf();
}
