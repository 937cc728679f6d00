package io.tillback.shipment;

import io.tillback.model.Moment;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import java.util.List;
import java.util.Optional;

/**
 * What became of a lost database.
 *
 * @param shipments how many were laid upon the snapshot
 * @param reached whose state the tables have
 * @param sequences that go on where they had got to
 * @param problems what could not be built again, each with the reason
 */
public record Rebuilt(
        SnapshotId snapshot, int shipments, Moment reached, List<Table> tables, int sequences, List<String> problems) {
    /**
     * One table.
     *
     * @param asOf whose state it has, if that is an earlier one
     * @param reason why it is
     */
    public record Table(TableId id, long rows, Optional<Moment> asOf, Optional<String> reason) {}

    public Rebuilt {
        tables = List.copyOf(tables);
        problems = List.copyOf(problems);
    }

    public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }
}
