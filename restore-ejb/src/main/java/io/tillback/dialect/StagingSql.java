package io.tillback.dialect;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.PlanId;
import io.tillback.model.StageShape;
import java.util.List;
import java.util.Optional;

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

    /** Like {@link #createStage}, each value as the text it was. */
    String createRaw(PlanId plan, int number, List<ColumnName> columns);

    String copyIntoRaw(PlanId plan, int number, List<ColumnName> columns);

    /** Statements that make room for later layers, in place of what is left of an earlier attempt. */
    List<String> createLayers(PlanId plan, int number, StageShape shape);

    /** Statements after which rows and keys that are copied in belong to a layer of this height. */
    List<String> beginLayer(PlanId plan, int number, StageShape shape, int height);

    String copyIntoLayers(PlanId plan, int number, StageShape shape);

    /** Streams in the keys of rows that are gone. */
    String copyIntoGone(PlanId plan, int number, StageShape shape);

    /**
     * Lays layers upon a stage, or upon raw rows: of all that is said about a key the highest layer's word holds.
     *
     * @param takeOut removes rows of the stage of which any layer says something
     * @param putIn adds the rows that are there at the end
     */
    record Merge(List<String> before, String takeOut, String putIn, List<String> after) {}

    Merge merge(PlanId plan, int number, StageShape shape);

    /**
     * Where a column of a stage takes its value from.
     *
     * @param live name and type of today
     * @param from column of the raw rows; empty if {@code value} is given
     * @param fromType its type then; empty if {@code value} is given
     */
    record Source(Column live, Optional<ColumnName> from, Optional<String> fromType, Optional<String> value) {}

    /** Statements that turn raw rows into a stage with a mark beside each row, and drop the raw rows. */
    List<String> convert(PlanId plan, int number, List<Source> columns, List<ColumnName> key);

    /** One row: raw rows. */
    String countRaw(PlanId plan, int number);

    /** One row: staged rows, those whose values do not fit, an example. */
    String countUnfit(PlanId plan, int number, List<ColumnName> columns);

    /** Gives the optimizer its figures. */
    List<String> analyze(PlanId plan, int number);

    /** Statements that drop a plan's stages, layers and keys, as rows of one text column; one parameter: the plan. */
    String dropsOf();
}
