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

/**
 * Describes a snapshot. Written last: a snapshot without its manifest does not exist.
 *
 * @param formatVersion of the whole snapshot; a reader refuses a higher one than {@link #FORMAT_VERSION}
 * @param writtenBy program and version
 * @param engine database product and version
 * @param startedAt UTC
 * @param finishedAt UTC, just before the manifest was written
 * @param unprotected what the snapshot does not hold, with reasons
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
        List<Unprotected> unprotected) {
    public static final int FORMAT_VERSION = 1;

    /**
     * One table: its shape at the moment, the parts that hold its rows, and how to create it again.
     *
     * @param seam with an earlier snapshot, where it was checked
     */
    public record Table(TableShape shape, List<Part> parts, Definition definition, Optional<Seam> seam) {
        public Table {
            parts = List.copyOf(parts);
            // Manifests written by an earlier version do not say.
            definition = Objects.requireNonNullElse(definition, Definition.UNKNOWN);
            seam = Objects.requireNonNullElse(seam, Optional.empty());
        }

        public long rows() {
            return parts.stream().mapToLong(Part::rows).sum();
        }

        public long bytes() {
            return parts.stream().mapToLong(part -> part.data().bytes()).sum();
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
