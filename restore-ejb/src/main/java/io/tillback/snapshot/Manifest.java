package io.tillback.snapshot;

import io.tillback.model.Moment;
import io.tillback.model.SnapshotId;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.model.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Describes a snapshot. Written last: a snapshot without its manifest does not exist.
 *
 * @param formatVersion of the whole snapshot; a reader refuses a higher one than {@link #FORMAT_VERSION}
 * @param writtenBy program and version
 * @param engine database product and version
 * @param startedAt UTC
 * @param finishedAt UTC, just before the manifest was written
 * @param unprotected what the snapshot does not hold, with reasons
 * @param base the full snapshot that an incremental one is built on; empty for a full one
 * @param whyFull why this is a full one although an incremental one was asked for
 * @param incarnation tells the database from any other that goes by the same name; empty if an earlier version wrote this
 * @see <a href="docs/FORMAT.md#manifest">FORMAT.md, manifest</a>
 */
public record Manifest(
        int formatVersion,
        String writtenBy,
        String engine,
        String store,
        SnapshotId id,
        Tier tier,
        Moment moment,
        Instant startedAt,
        Instant finishedAt,
        List<Table> tables,
        List<Unprotected> unprotected,
        Optional<Base> base,
        Optional<String> whyFull,
        Optional<String> incarnation) {
    /** The newest that this program reads, and that of incremental snapshots. */
    public static final int FORMAT_VERSION = 2;

    /** Of full snapshots: what knows no incremental ones reads them too. */
    public static final int FULL_FORMAT_VERSION = 1;

    /**
     * The full snapshot that an incremental one is built on.
     *
     * @param moment that the changes are counted from
     */
    public record Base(SnapshotId id, Tier tier, Moment moment) {}

    /**
     * One table: its shape at the moment, the parts that hold its rows, and how to create it again.
     *
     * @param seam with an earlier snapshot, where it was checked
     * @param changes present if the parts hold only those rows that changed since the base
     * @param whyWhole why an incremental snapshot holds all rows of this table
     */
    public record Table(
            TableShape shape,
            List<Part> parts,
            Definition definition,
            Optional<Seam> seam,
            Optional<Changes> changes,
            Optional<String> whyWhole) {
        public Table {
            parts = List.copyOf(parts);
            // Manifests written by an earlier version do not say.
            definition = Objects.requireNonNullElse(definition, Definition.UNKNOWN);
            seam = Objects.requireNonNullElse(seam, Optional.empty());
            changes = Objects.requireNonNullElse(changes, Optional.empty());
            whyWhole = Objects.requireNonNullElse(whyWhole, Optional.empty());
        }

        /** One that holds all rows. */
        public static Table whole(TableShape shape, List<Part> parts, Definition definition, Optional<Seam> seam) {
            return new Table(shape, parts, definition, seam, Optional.empty(), Optional.empty());
        }

        /** All objects: of its rows, and of the keys that are gone. */
        public List<Part> allParts() {
            return Stream.concat(parts.stream(), changes.stream().flatMap(changed -> changed.gone().stream()))
                    .toList();
        }

        public long rows() {
            return parts.stream().mapToLong(Part::rows).sum();
        }

        public long bytes() {
            return allParts().stream().mapToLong(part -> part.data().bytes()).sum();
        }
    }

    /**
     * What becomes of the base's rows, besides that those whose keys come again give way.
     *
     * @param gone keys of rows that were there since the base and are no more: the key's columns alone
     */
    public record Changes(List<Part> gone) {
        public Changes {
            gone = List.copyOf(gone);
        }
    }

    /**
     * SQL that creates a table again.
     *
     * @param first what rows need: the table, its partitions and sequences
     * @param last what comes after the rows: keys, checks, indexes, foreign keys, triggers, owner, grants
     */
    public record Definition(List<String> first, List<String> last) {
        public static final Definition UNKNOWN = new Definition(List.of(), List.of());

        public Definition {
            first = List.copyOf(first);
            last = List.copyOf(last);
        }
    }

    /**
     * A part of a table: one data object and its index.
     *
     * @param number from 1
     * @param chunks frames that hold rows; the frame before them holds the header
     * @param keys the least and the greatest key, where keys are single whole numbers and there are rows
     * @param sum the part's {@link RowSum}, 32 hexadecimal digits
     */
    public record Part(
            int number,
            long rows,
            long chunks,
            Stored data,
            Stored index,
            Optional<KeyRange> keys,
            Optional<String> sum) {
        public Part {
            // Manifests written by an earlier version do not say.
            keys = Objects.requireNonNullElse(keys, Optional.empty());
            sum = Objects.requireNonNullElse(sum, Optional.empty());
        }
    }

    /** Of all rows of some parts; empty if an earlier version wrote one of them. */
    static Optional<RowSum> sum(List<Part> parts) {
        if (parts.stream().anyMatch(part -> part.sum().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(parts.stream()
                .map(part -> RowSum.parse(part.sum().orElseThrow()))
                .reduce(RowSum.NONE, RowSum::plus));
    }

    /** Whole numbers, both ends included. */
    public record KeyRange(long least, long greatest) {
        public boolean contains(long key) {
            return least <= key && key <= greatest;
        }
    }

    /** @param sha256 of the whole object's bytes, 64 hexadecimal digits */
    public record Stored(String key, long bytes, String sha256) {}

    public Manifest {
        tables = List.copyOf(tables);
        unprotected = List.copyOf(unprotected);
        // Manifests written by an earlier version do not say.
        base = Objects.requireNonNullElse(base, Optional.empty());
        whyFull = Objects.requireNonNullElse(whyFull, Optional.empty());
        incarnation = Objects.requireNonNullElse(incarnation, Optional.empty());
    }

    /** Whether it may be of a database: an earlier version did not say of which it is. */
    public boolean isPerhapsOf(String database) {
        return incarnation.map(database::equals).orElse(true);
    }

    /** Whether some of it lies in another snapshot. */
    public boolean isIncremental() {
        return base.isPresent();
    }

    public Optional<Table> findTable(TableId id) {
        return tables.stream().filter(table -> table.shape().id().equals(id)).findFirst();
    }

    public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    public long bytes() {
        return tables.stream().mapToLong(Table::bytes).sum();
    }
}
