package io.tillback.timeline;

import io.tillback.model.ColumnName;
import io.tillback.model.PlanId;
import io.tillback.model.RowKey;
import io.tillback.model.StageShape;
import io.tillback.model.TableShape;
import io.tillback.timeline.StagedTable.Unfit;
import java.util.Collection;
import java.util.List;

/** Port: tables of Tillback's own in the store's database, where past states are laid out for comparison. */
public interface StagingArea {
    /**
     * Begins to fill a stage with rows in CSV. Texts have to be converted afterwards.
     *
     * @throws io.tillback.fault.RestoreException VALUE_UNFIT, here or while loading, if a type does not take a value or
     *     is gone
     */
    Load createStage(PlanId plan, int number, StageShape shape);

    /**
     * Makes room for what later layers say, beside a stage that is filled afterwards. What is left there of an earlier
     * attempt goes.
     *
     * @param shape with a key
     * @throws io.tillback.fault.RestoreException VALUE_UNFIT as above, and so do those that follow
     */
    void createLayers(PlanId plan, int number, StageShape shape);

    /**
     * Begins to add a layer's rows, in CSV.
     *
     * @param height of the layer: what a higher one says of a key holds
     */
    Load addRows(PlanId plan, int number, StageShape shape, int height);

    /** Begins to add the keys of rows that a layer says are gone, in CSV of the key's columns. */
    Load addGone(PlanId plan, int number, StageShape shape, int height);

    /** Like {@link #createStage}; on completion the layers are laid upon these rows. */
    Load createStageBeneath(PlanId plan, int number, StageShape shape);

    /** Turns loaded raw rows into a stage in today's shape. Rows whose key does not fit are left out. */
    Unfit convert(PlanId plan, int number, List<PastColumn> columns, List<ColumnName> key);

    /**
     * Lays the wanted keys out beside the stage.
     *
     * @return the keys as the database prints them, without repetition
     * @throws io.tillback.fault.RestoreException KEY_INVALID if one is not of the key's types
     */
    List<RowKey> createKeys(PlanId plan, int number, TableShape table, Collection<RowKey> keys);

    /** Drops a plan's stages and keys. */
    void drop(PlanId plan);

    /** A stage being filled. Closing it without {@link #complete} abandons it. */
    interface Load extends AutoCloseable {
        void write(byte[] csv, int offset, int length);

        /** @return rows that are there then */
        long complete();

        @Override
        void close();
    }
}
