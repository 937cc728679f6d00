package io.tillback.plan;

import io.tillback.model.Companion;
import io.tillback.model.TableId;
import io.tillback.model.WayBack;
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
 * @param source once it is known which tables the plan has
 * @param bases what the snapshot that holds a table is built on, if it is an incremental one
 * @param tables how each table was built; those of a journal have no parts
 * @param back where what the tables' parts hold is of a later moment: how it becomes what was
 * @param recorded where the journal tells of every change since
 * @param because why it is this one, where the request left that open: full sentences
 */
record Past(
        String name,
        Instant takenAt,
        Function<Tasks, PastSource> source,
        Function<TableId, Optional<Manifest.Base>> bases,
        Function<TableId, Optional<Manifest.Table>> tables,
        Function<TableId, Optional<WayBack>> back,
        Optional<Recorded> recorded,
        List<String> because) {
    static Past of(Manifest manifest) {
        return of(manifest, new PastSource.Snapshot(manifest.id()));
    }

    /** @param source that names the manifest's snapshot */
    static Past of(Manifest manifest, PastSource source) {
        return new Past(
                "snapshot " + manifest.id(),
                manifest.moment().takenAt(),
                tasks -> source,
                table -> manifest.base(),
                manifest::findTable,
                table -> Optional.empty(),
                Optional.empty(),
                List.of());
    }

    static Past of(WaysBack ways) {
        return new Past(
                "every snapshot from which the journal leads back to " + ways.state(),
                ways.state().instant(),
                ways::source,
                ways::findBase,
                ways::findTable,
                ways::findWay,
                Optional.empty(),
                List.of());
    }

    static Past of(Recorded recorded) {
        return new Past(
                "the journal",
                recorded.state().instant(),
                tasks -> new PastSource.Journal(recorded.state()),
                table -> Optional.empty(),
                table -> recorded.find(table)
                        .map(Companion::table)
                        .map(shape ->
                                Manifest.Table.whole(shape, List.of(), Manifest.Definition.UNKNOWN, Optional.empty())),
                table -> Optional.empty(),
                Optional.of(recorded),
                List.of());
    }

    Past because(List<String> sentences) {
        return new Past(name, takenAt, source, bases, tables, back, recorded, List.copyOf(sentences));
    }

    /** The same past, of which the journal tells what was changed since. */
    Past recorded(Recorded since) {
        return new Past(name, takenAt, source, bases, tables, back, Optional.of(since), because);
    }

    Optional<Manifest.Table> findTable(TableId table) {
        return tables.apply(table);
    }

    Optional<Manifest.Base> findBase(TableId table) {
        return bases.apply(table);
    }

    Optional<WayBack> findBack(TableId table) {
        return back.apply(table);
    }
}
