package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.ColumnSource;
import io.tillback.model.Condition;
import io.tillback.model.Past;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What changed since a full snapshot, laid upon that one, is what was there, as a copy kept at that moment has it. */
@SuppressWarnings("NullAway.Init")
class IncrementalIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final TableId WORD = new TableId("shop", "word");
    private static final TableId LINE = new TableId("shop", "line");
    private static final TableId PRICE = new TableId("shop", "price");
    private static final String SHOP = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.item (id int PRIMARY KEY, name text, price numeric(12,2));
            CREATE TABLE shop.word (language text, word text, meaning text, PRIMARY KEY (language, word));
            INSERT INTO shop.item SELECT n, 'item ' || n, n FROM generate_series(1, 3000) n;
            INSERT INTO shop.word SELECT 'l' || n % 3, 'w "' || n || '"', 'm' FROM generate_series(1, 900) n;
            """;

    private Engine engine;

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-table.sql", "every-type.sql"})
    void tables_of_every_kind_come_back_from_any_of_several_incremental_snapshots(String tables) throws SQLException {
        engine = Engine.on(Witness.script(tables));
        engine.record();
        Manifest full = engine.takeSnapshot();
        Set<TableId> recorded = engine.journal().findCovered(full.moment()).keySet();

        engine.superuserSql(Witness.script("damage-" + tables));
        Manifest damaged = Increments.take(engine, full);
        Witness ofDamaged = Witness.of(engine);
        engine.apply(engine.plan(exactly(full, recorded), full));
        Manifest restored = Increments.take(engine, full);
        Witness ofRestored = Witness.of(engine);
        engine.superuserSql(Witness.script("damage-" + tables));

        assertThat(damaged.base()).map(Manifest.Base::id).contains(full.id());
        assertThat(damaged.tables())
                .filteredOn(table -> table.changes().isPresent())
                .extracting(table -> table.shape().id())
                .containsExactlyInAnyOrderElementsOf(recorded)
                .hasSizeGreaterThan(10);
        assertThat(differences(ofRestored, recorded)).isNotEmpty();
        engine.apply(engine.plan(exactly(restored, recorded), restored));
        assertThat(differences(ofRestored, recorded)).isEmpty();
        assertThat(differences(ofDamaged, recorded)).isNotEmpty();
        engine.apply(engine.plan(exactly(damaged, recorded), damaged));
        assertThat(differences(ofDamaged, recorded)).isEmpty();
        assertThat(engine.verify(damaged).problems()).isEmpty();
    }

    private static RestoreRequest exactly(Manifest manifest, Set<TableId> tables) {
        return Requests.wholeTables(manifest, tables.toArray(TableId[]::new));
    }

    private static List<String> differences(Witness witness, Set<TableId> tables) throws SQLException {
        return witness.differences().stream()
                .filter(difference -> tables.stream().anyMatch(table -> difference.startsWith(table + " ")))
                .toList();
    }

    @Test
    void rows_by_key_or_condition_and_single_columns_come_back_as_the_incremental_one_shows_them() throws SQLException {
        Manifest incremental = takeAfterChanges();
        engine.sql("UPDATE shop.item SET name = 'later', price = 0; DELETE FROM shop.item WHERE id > 2500");
        engine.sql("UPDATE shop.word SET meaning = 'later'; DELETE FROM shop.word WHERE language = 'l1'");

        engine.apply(engine.plan(
                Requests.request(
                        incremental,
                        Requests.EXACTLY,
                        Requests.rows(
                                ITEM,
                                new RowScope.Keys(List.of(
                                        RowKey.of("1"),
                                        RowKey.of("11"),
                                        RowKey.of("2700"),
                                        RowKey.of("3005"),
                                        RowKey.of("21"))))),
                incremental));
        assertThat(engine.texts(
                        "SELECT id || ' ' || name || ' ' || price FROM shop.item WHERE name <> 'later' ORDER BY id"))
                .containsExactly("1 changed 1.00", "21 item 21 21.00", "2700 item 2700 2700.00", "3005 new 1.50");

        engine.apply(engine.plan(
                Requests.request(
                        incremental,
                        Requests.EXACTLY,
                        Requests.rows(
                                WORD,
                                new RowScope.Keys(List.of(RowKey.of("l1", "w \"1\""), RowKey.of("l1", "w \"4\""))))),
                incremental));
        assertThat(engine.texts("SELECT word || ' ' || meaning FROM shop.word WHERE meaning <> 'later'"))
                .containsExactly("w \"4\" changed");

        engine.apply(engine.plan(
                Requests.request(
                        incremental,
                        Requests.EXACTLY,
                        new RestoreScope(
                                ITEM,
                                new ColumnScope.Columns(List.of(new ColumnName("price"))),
                                Requests.where(Requests.compare("id", Condition.Operator.LESS, "10")))),
                incremental));
        assertThat(
                        engine.texts(
                                "SELECT id || ' ' || name || ' ' || price FROM shop.item WHERE id BETWEEN 8 AND 12 ORDER BY id"))
                .containsExactly("8 later 8.00", "9 later 9.00", "10 later 0.00", "12 later 0.00");
    }

    /** 1 to 5 changed, 11 gone, 21 gone and come again as it was, 3001 to 3009 new; a word changed, another gone. */
    private Manifest takeAfterChanges() throws SQLException {
        engine = Engine.on(SHOP);
        engine.record();
        Manifest full = engine.takeSnapshot();
        engine.sql("""
                UPDATE shop.item SET name = 'changed' WHERE id <= 5;
                DELETE FROM shop.item WHERE id IN (11, 21);
                INSERT INTO shop.item VALUES (21, 'item 21', 21);
                INSERT INTO shop.item SELECT n, 'new', 1.5 FROM generate_series(3001, 3009) n;
                UPDATE shop.word SET meaning = 'changed' WHERE word = 'w "4"';
                DELETE FROM shop.word WHERE word = 'w "1"';
                UPDATE shop.word SET word = 'w "-"' WHERE word = 'w "2"';
                """);
        return Increments.take(engine, full);
    }

    @Test
    void rows_come_back_into_a_table_that_is_built_otherwise_by_now() throws SQLException {
        Manifest incremental = takeAfterChanges();
        engine.journal().stop("the table is altered");
        engine.sql("ALTER TABLE shop.item ALTER id TYPE bigint, ALTER price TYPE numeric(14,3), ADD more int");
        engine.sql("DELETE FROM shop.item WHERE id <> 7");

        engine.apply(engine.plan(Requests.wholeTables(incremental, ITEM), incremental));

        assertThat(engine.texts("SELECT count(*) || ' ' || sum(id) || ' ' || sum(price) FROM shop.item"))
                .containsExactly("3008 4528534 4501502.500");
        assertThat(engine.texts("SELECT name FROM shop.item WHERE id IN (5, 6, 21, 3009) ORDER BY id"))
                .containsExactly("changed", "item 6", "item 21", "new");
        assertThat(engine.texts("SELECT relname FROM pg_class WHERE relname ~ '^(stage|raw|layers|gone)_'"))
                .isEmpty();
    }

    @Test
    void columns_and_keys_that_were_called_otherwise_are_mapped_from_the_incremental_one_too() throws SQLException {
        Manifest incremental = takeAfterChanges();
        engine.journal().stop("the table is altered");
        engine.sql("""
                ALTER TABLE shop.item RENAME TO goods;
                ALTER TABLE shop.goods ADD label text, ADD number int UNIQUE;
                UPDATE shop.goods SET number = id, id = id + 10000;
                UPDATE shop.goods SET name = 'later';
                """);
        Past mapped = new Past(
                Optional.of(ITEM),
                List.of(
                        ColumnSource.from(new ColumnName("label"), new ColumnName("name")),
                        ColumnSource.from(new ColumnName("number"), new ColumnName("id"))),
                List.of(new ColumnName("number")));
        ColumnScope label = new ColumnScope.Columns(List.of(new ColumnName("label")));

        engine.apply(engine.plan(
                Requests.request(
                        incremental,
                        RestorePolicy.bringBack(),
                        new RestoreScope(new TableId("shop", "goods"), label, new RowScope.AllRows(), mapped)),
                incremental));

        assertThat(
                        engine.texts(
                                "SELECT id || ' ' || label || ' ' || name FROM shop.goods WHERE number IN (5, 6, 21, 3009) ORDER BY number"))
                .containsExactly("10005 changed later", "10006 item 6 later", "10021 item 21 later", "13009 new later");
        assertThat(engine.number("SELECT count(*) FROM shop.goods WHERE label IS NULL"))
                .isZero();
    }

    @Test
    void equal_keys_that_print_otherwise_are_one_row() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id numeric PRIMARY KEY, name text);
                INSERT INTO shop.item VALUES (1.0, 'one'), (2.00, 'two'), (3, 'three');
                """);
        engine.record();
        Manifest full = engine.takeSnapshot();
        engine.sql("UPDATE shop.item SET id = 1.000, name = 'uno' WHERE id = 1; DELETE FROM shop.item WHERE id = 2");
        Manifest incremental = Increments.take(engine, full);

        for (String damage :
                List.of("TRUNCATE shop.item", "ALTER TABLE shop.item ALTER name TYPE varchar(9); TRUNCATE shop.item")) {
            engine.sql(damage);
            engine.apply(engine.plan(Requests.wholeTables(incremental, ITEM), incremental));
            assertThat(engine.texts("SELECT id || ' ' || name FROM shop.item ORDER BY id"))
                    .containsExactly("1.000 uno", "3 three");
        }
    }

    @Test
    void a_table_whose_recording_was_bypassed_is_copied_whole_and_the_manifest_says_why() throws SQLException {
        engine = Engine.on(SHOP);
        engine.record();
        Manifest full = engine.takeSnapshot();
        engine.sql("UPDATE shop.item SET name = 'recorded' WHERE id = 1");
        engine.superuserSql("""
                SET session_replication_role = replica;
                ALTER TABLE shop.word DISABLE TRIGGER ALL;
                UPDATE shop.word SET meaning = 'unseen';
                ALTER TABLE shop.word ENABLE TRIGGER ALL;
                """);

        Manifest incremental = Increments.take(engine, full);
        Witness witness = Witness.of(engine);

        assertThat(Increments.whole(incremental)).containsOnlyKeys(WORD);
        assertThat(Increments.whole(incremental).get(WORD))
                .contains("recording ended after")
                .contains("triggers");
        assertThat(incremental.findTable(ITEM).orElseThrow().rows()).isEqualTo(1);
        engine.sql("TRUNCATE shop.item, shop.word");
        engine.apply(engine.plan(Requests.wholeTables(incremental, ITEM, WORD), incremental));
        assertThat(witness.differences()).isEmpty();
    }

    @Test
    void what_is_written_while_it_is_taken_belongs_to_the_next_one() throws SQLException {
        engine = Engine.on(SHOP);
        engine.record();
        Manifest full = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.item WHERE id <= 10");
        Witness witness = Witness.of(engine);

        Manifest incremental = Increments.take(
                engine,
                full,
                new OnCopying(() -> engine.sql("UPDATE shop.item SET name = 'x'; DELETE FROM shop.word")));

        engine.apply(engine.plan(Requests.wholeTables(incremental, ITEM, WORD), incremental));
        assertThat(witness.differences()).isEmpty();
        assertThat(incremental.rows()).isZero();
    }

    @Test
    void a_full_snapshot_is_taken_where_most_would_be_copied_whole() throws SQLException {
        engine = Engine.on(SHOP);
        Manifest full = engine.takeSnapshot();
        engine.record();

        Manifest next = Increments.take(engine, full);

        assertThat(next.isIncremental()).isFalse();
        assertThat(next.formatVersion()).isEqualTo(1);
        assertThat(next.whyFull().orElseThrow())
                .startsWith("most of the data would be copied whole anyway")
                .contains("shop.item: it is recorded since");
        assertThat(next.rows()).isEqualTo(full.rows());
    }

    @Test
    void it_costs_what_the_changes_cost() throws SQLException {
        engine = Engine.on(SHOP);
        engine.sql("INSERT INTO shop.item SELECT n, md5(n::text), n FROM generate_series(10000, 60000) n");
        engine.record();
        Manifest full = engine.takeSnapshot();
        engine.sql(
                "UPDATE shop.item SET name = 'changed' WHERE id % 600 = 0; DELETE FROM shop.item WHERE id % 601 = 0");

        Manifest incremental = Increments.take(engine, full);

        assertThat(incremental.bytes()).isLessThan(full.bytes() / 50);
        assertThat(incremental.findTable(WORD).orElseThrow().allParts()).isEmpty();
        assertThat(engine.verify(incremental).problems()).isEmpty();
    }

    @Test
    void changes_of_a_large_table_lie_in_several_parts_each_row_in_one_of_them() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.line (number int, of text, name text, PRIMARY KEY (number, of));
                CREATE TABLE shop.price (price numeric PRIMARY KEY, name text);
                INSERT INTO shop.line SELECT n, 'order ' || n % 7, md5(n::text) FROM generate_series(1, 20000) n;
                INSERT INTO shop.price SELECT n, md5(n::text) FROM generate_series(1, 20000) n;
                """);
        engine.record();
        Manifest full = engine.takeSnapshot();
        engine.sql("""
                UPDATE shop.line SET name = 'changed' WHERE number % 3 = 0;
                UPDATE shop.line SET name = 'again' WHERE number % 6 = 0;
                UPDATE shop.line SET of = 'other' WHERE number % 100 = 1;
                DELETE FROM shop.line WHERE number % 100 = 2;
                UPDATE shop.price SET price = (price || '.00')::numeric WHERE price % 3 = 0;
                """);
        Witness then = Witness.of(engine);

        Manifest incremental = Increments.take(engine, full);

        engine.sql("TRUNCATE shop.line, shop.price");
        engine.apply(engine.plan(
                Requests.request(
                        incremental, Requests.EXACTLY, RestoreScope.wholeTable(LINE), RestoreScope.wholeTable(PRICE)),
                incremental));
        assertThat(then.differences()).isEmpty();
        Manifest.Table lines = incremental.findTable(LINE).orElseThrow();
        assertThat(lines.parts()).hasSizeGreaterThan(1);
        assertThat(lines.rows())
                .isEqualTo(engine.number(
                        "SELECT count(*) FROM shop.line WHERE name IN ('changed', 'again') OR of = 'other'"));
        // 3 and 3.00 are one key.
        assertThat(incremental.findTable(PRICE).orElseThrow().parts()).hasSize(1);
        assertThat(engine.verify(incremental).problems()).isEmpty();
    }

    @Test
    void without_the_full_snapshot_it_is_refused_and_does_not_verify() throws SQLException {
        Manifest incremental = takeAfterChanges();
        Manifest.Base base = incremental.base().orElseThrow();
        engine.sweeper().purge(base.tier(), base.id());

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.plan(Requests.wholeTables(incremental, ITEM), incremental))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_UNFINISHED))
                .withMessageContaining("Cannot read snapshot " + base.id());
        assertThat(engine.verify(incremental).problems().stream()
                        .map(problem -> problem.table())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(ITEM, WORD);
    }

    @Test
    void formats_tell_them_apart() throws SQLException {
        Manifest incremental = takeAfterChanges();

        assertThat(incremental.formatVersion()).isEqualTo(2);
        assertThat(engine.reader().loadManifest(incremental.tier(), incremental.id()))
                .isEqualTo(incremental);
        assertThat(Map.copyOf(Increments.whole(incremental))).isEmpty();
    }
}
