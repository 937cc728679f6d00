package io.tillback.shipment;

import io.tillback.model.Json;
import io.tillback.model.OwnedSequence;
import io.tillback.model.Sha256;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.shipment.Shipment.Built;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** How all tables are built, without what changes with their rows. */
record BuiltTables(List<Built> tables) {
    /** What a definition says of a sequence's numbers is of the moment. */
    private static final String NUMBERS = "SELECT setval(";

    static BuiltTables of(SnapshotSource.View view) {
        Map<TableId, Manifest.Definition> definitions = view.definitions();
        return new BuiltTables(view.schema().tables().stream()
                .map(table -> new Built(
                        withoutNumbers(table),
                        withoutNumbers(definitions.getOrDefault(table.id(), Manifest.Definition.UNKNOWN))))
                .toList());
    }

    private static TableShape withoutNumbers(TableShape table) {
        return new TableShape(
                table.id(),
                table.kind(),
                table.columns(),
                table.key(),
                table.foreignKeys(),
                table.sequences().stream()
                        .map(sequence ->
                                new OwnedSequence(sequence.sequence(), sequence.column(), OptionalLong.empty()))
                        .toList());
    }

    private static Manifest.Definition withoutNumbers(Manifest.Definition definition) {
        return new Manifest.Definition(
                definition.first(),
                definition.last().stream()
                        .filter(statement -> !statement.startsWith(NUMBERS))
                        .toList());
    }

    String digest() {
        return Sha256.of(Json.write(tables));
    }
}
