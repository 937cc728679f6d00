package io.tillback.shipment;

import io.tillback.model.Moment;
import io.tillback.model.OwnedSequence;
import io.tillback.model.TableShape;
import io.tillback.snapshot.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One table that is to be built again.
 *
 * @param shape as it was built when the rows were written
 * @param definition SQL that creates it
 * @param parts rows as a snapshot holds them
 * @param whole rows as a shipment holds them
 * @param steps what happened to them since, in order
 * @param stop where what is known of it ends, if that is before the end
 */
record LostTable(
        TableShape shape,
        Manifest.Definition definition,
        List<Manifest.Part> parts,
        Optional<Shipment.Part> whole,
        List<Shipment.Table> steps,
        List<OwnedSequence> sequences,
        Optional<Stop> stop) {
    /** @param last moment whose state is known */
    record Stop(Moment last, String reason) {}

    static LostTable of(Manifest.Table table) {
        return new LostTable(
                table.shape(),
                table.definition(),
                table.parts(),
                Optional.empty(),
                List.of(),
                table.shape().sequences(),
                Optional.empty());
    }

    /** A table of which no rows are known. */
    static LostTable empty(Shipment.Built built, Stop stop) {
        return new LostTable(
                built.shape(),
                built.definition(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of(stop));
    }

    /** As a shipment holds it, whatever was before. */
    static LostTable whole(Shipment.Table table, Manifest.Definition definition) {
        return new LostTable(
                table.companion().table(),
                definition,
                List.of(),
                table.rows(),
                List.of(),
                table.sequences(),
                Optional.empty());
    }

    /** Whether any of its rows are known, be there none. */
    boolean hasRows() {
        return whole.isPresent() || !parts.isEmpty() || !steps.isEmpty() || stop.isEmpty();
    }

    LostTable stopped(Moment last, String reason) {
        return stop.isPresent()
                ? this
                : new LostTable(shape, definition, parts, whole, steps, sequences, Optional.of(new Stop(last, reason)));
    }

    LostTable then(Shipment.Table step) {
        if (stop.isPresent()) {
            return this;
        }
        List<Shipment.Table> more =
                Stream.concat(steps.stream(), Stream.of(step)).toList();
        return new LostTable(shape, definition, parts, whole, more, step.sequences(), stop);
    }

    LostTable built(Shipment.Built now, Moment before) {
        if (stop.isPresent()) {
            return this;
        }
        return now.shape().storedColumns().equals(shape.storedColumns())
                ? new LostTable(now.shape(), now.definition(), parts, whole, steps, sequences, stop)
                : stopped(before, "it was altered");
    }
}
