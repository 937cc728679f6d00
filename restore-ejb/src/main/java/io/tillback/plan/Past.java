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
 * @param tables how each table was built; those of a journal have no parts
 * @param because why it is this one, where the request left that open: full sentences
 */
record Past(
        String name,
        Instant takenAt,
        PastSource source,
        Function<TableId, Optional<Manifest.Table>> tables,
        List<String> because) {
    static Past of(Manifest manifest) {
        return of(manifest, new PastSource.Snapshot(manifest.id()));
    }

    /** @param source that names the manifest's snapshot */
    static Past of(Manifest manifest, PastSource source) {
        return new Past(
                "snapshot " + manifest.id(), manifest.moment().takenAt(), source, manifest::findTable, List.of());
    }

    static Past of(Recorded recorded) {
        return new Past(
                "the journal",
                recorded.state().instant(),
                new PastSource.Journal(recorded.state()),
                table -> recorded.find(table)
                        .map(Companion::table)
                        .map(shape ->
                                new Manifest.Table(shape, List.of(), Manifest.Definition.UNKNOWN, Optional.empty())),
                List.of());
    }

    Past because(List<String> sentences) {
        return new Past(name, takenAt, source, tables, List.copyOf(sentences));
    }

    Optional<Manifest.Table> findTable(TableId table) {
        return tables.apply(table);
    }
}
