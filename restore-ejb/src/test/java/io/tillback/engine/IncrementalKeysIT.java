package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.snapshot.KeyFinder;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.Sighting.Answer;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether an incremental snapshot holds a row is told without a look at any row. */
class IncrementalKeysIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final TableId WORD = new TableId("shop", "word");

    private Engine engine;
    private Manifest full;
    private Manifest incremental;
    private KeyFinder finder;

    @BeforeEach
    void change_a_shop() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                CREATE TABLE shop.word (word text PRIMARY KEY, meaning text);
                INSERT INTO shop.item SELECT n, 'item' FROM generate_series(1, 3000) n;
                INSERT INTO shop.word SELECT 'word ' || n, 'm' FROM generate_series(1, 900) n;
                """);
        engine.record();
        full = engine.takeSnapshot();
        engine.sql("""
                UPDATE shop.item SET name = 'changed' WHERE id = 5;
                DELETE FROM shop.item WHERE id = 6;
                INSERT INTO shop.item VALUES (4000, 'new'), (5000, 'new and gone');
                DELETE FROM shop.item WHERE id = 5000;
                UPDATE shop.word SET meaning = 'changed' WHERE word = 'word 5';
                DELETE FROM shop.word WHERE word = 'word 6';
                UPDATE shop.word SET word = 'key changed' WHERE word = 'word 7';
                """);
        incremental = Increments.take(engine, full);
        finder = new KeyFinder(new SnapshotReader(new WithoutData(engine.objects), engine.layout));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void what_changed_since_is_told_by_the_snapshot_itself_and_the_rest_by_the_one_beneath() {
        assertThat(List.of(
                        item(incremental, 4),
                        item(incremental, 5),
                        item(incremental, 6),
                        item(incremental, 4000),
                        item(incremental, 5000),
                        item(incremental, 6000)))
                .containsExactly(
                        Answer.HOLDS,
                        Answer.HOLDS,
                        Answer.DOES_NOT_HOLD,
                        Answer.HOLDS,
                        Answer.DOES_NOT_HOLD,
                        Answer.DOES_NOT_HOLD);
        assertThat(item(full, 6)).isEqualTo(Answer.HOLDS);
        assertThat(item(full, 4000)).isEqualTo(Answer.DOES_NOT_HOLD);
    }

    @Test
    void a_filter_that_only_guesses_does_not_call_a_row_gone() {
        assertThat(word("word 5")).isEqualTo(Answer.PROBABLY_HOLDS);
        assertThat(word("word 6")).isEqualTo(Answer.DOES_NOT_HOLD);
        assertThat(word("word 7")).isEqualTo(Answer.DOES_NOT_HOLD);
        assertThat(word("key changed")).isEqualTo(Answer.PROBABLY_HOLDS);
        for (int n = 8; n <= 900; n++) {
            assertThat(word("word " + n)).as("word %d", n).isEqualTo(Answer.PROBABLY_HOLDS);
        }
    }

    private Answer item(Manifest manifest, int id) {
        return finder.find(manifest, ITEM, RowKey.of(String.valueOf(id))).answer();
    }

    private Answer word(String word) {
        return finder.find(incremental, WORD, RowKey.of(word)).answer();
    }

    /** Whose data lies too cold to be read. */
    private static final class WithoutData extends ObjectStoreDecorator {
        private WithoutData(ObjectStore store) {
            super(store);
        }

        @Override
        public InputStream open(ObjectKey key) {
            refuseData(key);
            return super.open(key);
        }

        @Override
        public InputStream openRange(ObjectKey key, long offset, long length) {
            refuseData(key);
            return super.openRange(key, offset, length);
        }

        private static void refuseData(ObjectKey key) {
            if (key.value().contains("/data/")) {
                throw new AssertionError(key + " was read");
            }
        }
    }
}
