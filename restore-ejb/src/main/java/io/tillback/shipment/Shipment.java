package io.tillback.shipment;

import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.OwnedSequence;
import io.tillback.model.ShipmentId;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.snapshot.Manifest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Describes what happened between two moments. Written last: a shipment without its manifest does not exist.
 *
 * @param formatVersion of the whole shipment; a reader refuses a higher one than {@link #FORMAT_VERSION}
 * @param writtenBy program and version
 * @param engine database product and version
 * @param incarnation tells the database from any other that went by the same name
 * @param previous the shipment that this one continues; empty where a chain begins
 * @param from what this one begins at: the previous one's moment
 * @param moment what it ends at
 * @param startedAt UTC
 * @param finishedAt UTC, just before the manifest was written
 * @param transactions who made the changes, if there were any
 * @param moments that were kept since {@code from}, if any were
 * @param tables those with records
 * @param uncovered protected tables of which not every change since {@code from} is known
 * @param built how all protected tables are built at the moment, where that differs from the shipment before
 * @see <a href="docs/FORMAT.md#shipments">FORMAT.md, shipments</a>
 */
public record Shipment(
        int formatVersion,
        String writtenBy,
        String engine,
        String store,
        ShipmentId id,
        String incarnation,
        Optional<ShipmentId> previous,
        Moment from,
        Moment moment,
        Instant startedAt,
        Instant finishedAt,
        Optional<Part> transactions,
        Optional<Part> moments,
        List<Table> tables,
        List<Uncovered> uncovered,
        Optional<List<Built>> built) {
    public static final int FORMAT_VERSION = 1;

    /** What a shipment says of a table. */
    public enum Reach {
        /** Every change since {@link Table#since}. */
        CHANGES,
        /** All of its rows. */
        WHOLE,
        /** What was recorded, and perhaps not all that happened. */
        RECORDS
    }

    /**
     * One table.
     *
     * @param companion the table as it was built, and where it was recorded
     * @param since what keys and rows begin at; later than the shipment's own where recording began later
     * @param records empty if there are none
     * @param keys empty if there are none
     * @param rows empty if there are none
     * @param sequences that feed its columns, with what they had handed out
     */
    public record Table(
            Companion companion,
            Reach reach,
            Moment since,
            Optional<Part> records,
            Optional<Part> keys,
            Optional<Part> rows,
            List<OwnedSequence> sequences) {
        public Table {
            sequences = List.copyOf(sequences);
        }

        public TableId id() {
            return companion.table().id();
        }

        Table recordsOnly() {
            return new Table(companion, Reach.RECORDS, since, records, Optional.empty(), Optional.empty(), sequences);
        }
    }

    /** A data object, and how many lines follow its header. */
    public record Part(long rows, Manifest.Stored data) {}

    /**
     * A table of which not every change is known.
     *
     * @param since from which moment on every change is; empty if that is not so at the shipment's moment either
     */
    public record Uncovered(TableId table, String reason, Optional<Moment> since) {}

    /** How a table is built. */
    public record Built(TableShape shape, Manifest.Definition definition) {}

    public Shipment {
        tables = List.copyOf(tables);
        uncovered = List.copyOf(uncovered);
        built = built.map(List::copyOf);
    }

    /** The data objects, all of them. */
    public List<Manifest.Stored> objects() {
        return Stream.concat(
                        Stream.concat(transactions.stream(), moments.stream()),
                        tables.stream().flatMap(table -> Stream.of(table.records(), table.keys(), table.rows())
                                .flatMap(Optional::stream)))
                .map(Part::data)
                .toList();
    }
}
