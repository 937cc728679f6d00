package io.tillback.hook;

import io.tillback.hook.RowsRestored.Beyond;
import io.tillback.hook.RowsRestored.TableName;
import io.tillback.hook.RowsRestored.WrittenRow;
import io.tillback.hook.RowsRestored.WrittenTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what {@link RestoreListenerMBean} is told. What it does not know of is passed over. */
final class ToldRestore {

    private ToldRestore() {}

    static RowsRestored read(String messageId, Map<String, Object> restore) {
        List<WrittenTable> written =
                maps(restore, "tables").stream().map(ToldRestore::table).toList();
        return new RowsRestored(
                messageId,
                get(restore, "restore", String.class),
                written.stream().map(table -> table.name().toString()).toList(),
                written,
                // Whatever a later version may say: it is more than the rows.
                get(restore, "beyond", String.class).equals("nothing") ? Beyond.NOTHING : Beyond.ANYTHING);
    }

    private static WrittenTable table(Map<?, ?> told) {
        return new WrittenTable(
                name(texts(get(told, "name", List.class))),
                get(told, "written", Long.class),
                texts(get(told, "key", List.class)),
                lists(told, "rows").stream().map(ToldRestore::row).toList(),
                lists(told, "seenIn").stream().map(ToldRestore::name).toList());
    }

    private static TableName name(List<String> told) {
        return new TableName(told.get(0), told.get(1));
    }

    private static WrittenRow row(List<String> told) {
        return new WrittenRow(told.get(0), told.subList(1, told.size()));
    }

    private static List<Map<?, ?>> maps(Map<?, ?> told, String name) {
        return ((List<?>) get(told, name, List.class))
                .stream().<Map<?, ?>>map(one -> Map.class.cast(one)).toList();
    }

    private static List<List<String>> lists(Map<?, ?> told, String name) {
        return ((List<?>) get(told, name, List.class))
                .stream().map(one -> texts(List.class.cast(one))).toList();
    }

    private static List<String> texts(List<?> told) {
        return told.stream().map(String.class::cast).toList();
    }

    private static <T> T get(Map<?, ?> told, String name, Class<T> type) {
        return Optional.ofNullable(told.get(name))
                .map(type::cast)
                .orElseThrow(() -> new IllegalArgumentException("The restore does not say its " + name));
    }
}
