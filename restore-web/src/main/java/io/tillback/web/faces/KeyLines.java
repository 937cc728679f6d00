package io.tillback.web.faces;

import io.tillback.model.RowKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Keys as a person types or pastes them: one a line, blank lines ignored.
 *
 * <p>The values of a composite key are separated by tabs, as a spreadsheet copies them, or else by commas.
 */
final class KeyLines {
    private KeyLines() {}

    /** @param keyColumns how many values a key has; with one, a line is the value, commas included */
    static List<RowKey> parse(String text, int keyColumns) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> new RowKey(values(line, keyColumns)))
                .toList();
    }

    /** As {@link #parse} reads them; empty where it would read something else, or where they are longer than an address. */
    static String write(List<RowKey> keys, int longest) {
        String text = keys.stream().map(key -> String.join("\t", key.values())).collect(Collectors.joining("\n"));
        boolean same = !keys.isEmpty()
                && text.length() <= longest
                && parse(text, keys.get(0).values().size()).equals(keys);
        return same ? text : "";
    }

    private static List<String> values(String line, int keyColumns) {
        if (keyColumns == 1) {
            return List.of(line.strip());
        }
        String separator = line.indexOf('\t') >= 0 ? "\t" : ",";
        return Arrays.stream(line.split(separator, -1)).map(String::strip).toList();
    }
}
