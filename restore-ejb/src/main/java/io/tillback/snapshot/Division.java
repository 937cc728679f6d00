package io.tillback.snapshot;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Companion;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Of which tables a snapshot holds the changes since its base, and of which all rows.
 *
 * @param base empty if it holds all rows of all tables
 * @param changed companions that tell the changes
 * @param whyWhole of the other tables, if there is a base
 * @param whyFull why there is none although one was asked for
 */
record Division(
        Optional<Manifest> base,
        Map<TableId, Companion> changed,
        Map<TableId, String> whyWhole,
        Optional<String> whyFull) {
    Division {
        changed = Map.copyOf(changed);
        whyWhole = Map.copyOf(whyWhole);
    }

    static Division full(Optional<String> why) {
        return new Division(Optional.empty(), Map.of(), Map.of(), why);
    }

    /** @param ranges all of the view's tables */
    static Division since(Extent.Incremental extent, StoreSchema schema, Map<TableId, List<TableRange>> ranges) {
        Manifest base = extent.base();
        Extent.Recorded recorded = extent.recorded().get();
        Map<TableId, Companion> changed = new HashMap<>();
        Map<TableId, String> whyWhole = new HashMap<>();
        for (TableShape table : schema.tables()) {
            Optional<Companion> companion = Optional.ofNullable(
                            recorded.companions().get(table.id()))
                    .filter(found -> isAsInBase(table, found, base, ranges));
            companion.ifPresentOrElse(
                    found -> changed.put(table.id(), found),
                    () -> whyWhole.put(table.id(), whyWhole(table, recorded, base)));
        }
        long whole = bytes(whyWhole.keySet(), ranges);
        if (changed.isEmpty() || whole > bytes(changed.keySet(), ranges)) {
            String example = whyWhole.entrySet().stream()
                    .min(Map.Entry.comparingByKey(Comparator.comparing(TableId::toString)))
                    .map(each -> ", such as " + each.getKey() + ": " + each.getValue())
                    .orElse("");
            return full(
                    Optional.of("most of the data would be copied whole anyway, because not all changes since snapshot "
                            + base.id() + " are known of " + whyWhole.size() + " tables" + example));
        }
        return new Division(Optional.of(base), changed, whyWhole, Optional.empty());
    }

    private static boolean isAsInBase(
            TableShape table, Companion companion, Manifest base, Map<TableId, List<TableRange>> ranges) {
        return companion.table().holdsRowsLike(table)
                && !ranges.getOrDefault(table.id(), List.of()).isEmpty()
                && base.findTable(table.id())
                        .filter(then -> then.shape().holdsRowsLike(table))
                        .isPresent();
    }

    private static String whyWhole(TableShape table, Extent.Recorded recorded, Manifest base) {
        if (!recorded.companions().containsKey(table.id())) {
            return recorded.whyNot().apply(table.id());
        }
        return base.findTable(table.id()).isPresent()
                ? "it is built otherwise than in snapshot " + base.id()
                : "snapshot " + base.id() + " does not hold it";
    }

    private static long bytes(Collection<TableId> tables, Map<TableId, List<TableRange>> ranges) {
        return tables.stream()
                .flatMap(table -> ranges.getOrDefault(table, List.of()).stream())
                .mapToLong(TableRange::expectedBytes)
                .sum();
    }

    /** @throws RestoreException MOMENT_NOT_COVERED if changes are not known any more */
    Division requireStill(Extent.Recorded recorded) {
        for (Companion companion : changed.values()) {
            TableId table = companion.table().id();
            if (!companion.equals(recorded.companions().get(table))) {
                throw new RestoreException(
                        ErrorCode.MOMENT_NOT_COVERED,
                        "Cannot finish the snapshot: not all changes of " + table
                                + " are known any more, since while they were copied "
                                + recorded.whyNot().apply(table),
                        "Nothing of it stays. Take it again.");
            }
        }
        return this;
    }

    Optional<Companion> findChanged(TableId table) {
        return Optional.ofNullable(changed.get(table));
    }

    Optional<String> findWhyWhole(TableId table) {
        return Optional.ofNullable(whyWhole.get(table));
    }

    /** As the manifest names it. */
    Optional<Manifest.Base> reference() {
        return base.map(manifest -> new Manifest.Base(manifest.id(), manifest.tier(), manifest.moment()));
    }
}
