package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Moment;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Fence;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.Seam;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.storage.StorageClass;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two snapshots and the journal between them fit together, or show what no look at triggers can. */
@SuppressWarnings("NullAway.Init")
class SeamIT {
    private Engine engine;

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-table.sql", "every-type.sql"})
    void the_journal_explains_every_change_of_tables_of_every_kind(String tables) throws SQLException {
        engine = Engine.on(Witness.script(tables));
        engine.record();
        Manifest before = engine.takeSnapshot();
        Moment moment = engine.journal().beat();
        Witness witness = Witness.of(engine);

        engine.superuserSql(Witness.script("damage-" + tables));
        Manifest after = takeAfter(before);

        Map<TableId, Seam> seams = seams(after);
        assertThat(seams)
                .hasSameSizeAs(engine.journal().findCovered(before.moment()))
                .hasSizeGreaterThan(10);
        assertThat(seams)
                .allSatisfy((table, seam) ->
                        assertThat(seam.fit()).as("seam of %s: %s", table, seam).isEqualTo(Seam.Fit.CLOSED));
        assertThat(seams.values().stream().mapToLong(Seam::left).sum()).isGreaterThan(10);
        assertThat(witness.differences()).isNotEmpty();

        engine.apply(engine.planAt(moment, exactly(seams.keySet())));
        assertThat(witness.differences())
                .noneMatch(difference -> seams.keySet().stream().anyMatch(table -> difference.startsWith(table + " ")));
    }

    private static RestoreRequest exactly(Set<TableId> tables) {
        return new RestoreRequest(
                new RestoreTarget.AtInstant(Instant.EPOCH),
                tables.stream().map(RestoreScope::wholeTable).toList(),
                new RestorePolicy(
                        MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.SUPPRESS));
    }

    @Test
    void records_that_were_removed_leave_the_seam_open() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                CREATE TABLE shop.other (id int PRIMARY KEY, name text);
                INSERT INTO shop.item SELECT n, 'i' FROM generate_series(1, 10) n;
                """);
        engine.record();
        Manifest before = engine.takeSnapshot();
        engine.sql("UPDATE shop.item SET name = 'a' WHERE id < 4; INSERT INTO shop.other VALUES (1, 'o')");
        engine.superuserSql("DELETE FROM tillback.journal_1 WHERE id = 2");

        Manifest after = takeAfter(before);

        assertThat(seams(after))
                .containsEntry(new TableId("shop", "item"), new Seam(before.id(), 2, 2, Seam.Fit.OPEN))
                .containsEntry(new TableId("shop", "other"), new Seam(before.id(), 0, 1, Seam.Fit.CLOSED));
    }

    @Test
    void changes_while_the_snapshot_is_taken_belong_to_the_next_seam() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                INSERT INTO shop.item SELECT n, 'i' FROM generate_series(1, 10) n;
                """);
        engine.record();
        Manifest first = engine.takeSnapshot();
        engine.sql("UPDATE shop.item SET name = 'a' WHERE id < 4");
        Manifest second =
                take(first, () -> engine.sql("UPDATE shop.item SET name = 'b'; DELETE FROM shop.item WHERE id > 8"));
        Manifest third = takeAfter(second);

        assertThat(seams(second).values()).containsExactly(new Seam(first.id(), 3, 3, Seam.Fit.CLOSED));
        assertThat(seams(third).values()).containsExactly(new Seam(second.id(), 10, 8, Seam.Fit.CLOSED));
    }

    private Manifest takeAfter(Manifest base) {
        return take(base, () -> {});
    }

    /** @param meanwhile happens after the view was opened, before the first row is copied */
    private Manifest take(Manifest base, OnCopying.Deed meanwhile) {
        Seam.Base compared = new Seam.Base(base, engine.journal().findCovered(base.moment()));
        SnapshotId id = engine.nextSnapshotId();
        SnapshotTaker.Order order =
                new SnapshotTaker.Order(id, Tier.MANUAL, StorageClass.STANDARD, Fence.NONE, Optional.of(compared));
        return engine.taker(engine.objects).take(order, new OnCopying(meanwhile));
    }

    private static Map<TableId, Seam> seams(Manifest manifest) {
        return manifest.tables().stream()
                .filter(table -> table.seam().isPresent())
                .collect(Collectors.toMap(
                        table -> table.shape().id(), table -> table.seam().orElseThrow()));
    }
}
