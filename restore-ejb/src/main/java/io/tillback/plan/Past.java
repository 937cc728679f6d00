package io.tillback.plan;

import io.tillback.model.Companion;
import io.tillback.model.TableId;
import io.tillback.snapshot.Manifest;
import io.tillback.timeline.Recorded;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a plan's past comes from.
 *
 * @param name for people
 * @param base what a snapshot is built on, if it is an incremental one
 * @param tables how each table was built; those of a journal have no parts
 */
record Past(
        String name,
        Instant takenAt,
        PastSource source,
        Optional<Manifest.Base> base,
        Function<TableId, Optional<Manifest.Table>> tables) {
    static Past of(Manifest manifest) {
        return of(manifest, new PastSource.Snapshot(manifest.id()));
    }

    /** @param source that names the manifest's snapshot */
    static Past of(Manifest manifest, PastSource source) {
        return new Past(
                "snapshot " + manifest.id(), manifest.moment().takenAt(), source, manifest.base(), manifest::findTable);
    }

    static Past of(Recorded recorded) {
        return new Past(
                "the journal",
                recorded.state().instant(),
                new PastSource.Journal(recorded.state()),
                Optional.empty(),
                table -> recorded.find(table)
                        .map(Companion::table)
                        .map(shape ->
                                Manifest.Table.whole(shape, List.of(), Manifest.Definition.UNKNOWN, Optional.empty())));
    }

    Optional<Manifest.Table> findTable(TableId table) {
        return tables.apply(table);
    }
}
