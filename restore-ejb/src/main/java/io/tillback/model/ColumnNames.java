package io.tillback.model;

import io.tillback.model.Protection.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Columns by a pattern {@code schema.table.column}.
 *
 * @param schema a name as the database spells it, in which {@code *} stands for any characters unless it was quoted
 * @param table likewise
 * @param column likewise
 */
public record ColumnNames(Part schema, Part table, Part column) {
    private static final String PART = "(\"(?:[^\"]|\"\")+\"|[^\".,\\s]+)";
    private static final Pattern ITEM = Pattern.compile("\\s*" + PART + "\\." + PART + "\\." + PART + "\\s*(,|$)");

    /**
     * Reads patterns separated by commas.
     *
     * @throws IllegalArgumentException saying where it cannot be read
     */
    public static List<ColumnNames> parse(String text) {
        List<ColumnNames> names = new ArrayList<>();
        Matcher item = ITEM.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!item.find(at) || item.start() != at) {
                throw new IllegalArgumentException("must be schema.table.column, separated by commas, from '"
                        + text.substring(at).strip() + "' on; shop.*.* is a whole schema, \"a.b\".\"c\".\"d\" quotes");
            }
            names.add(new ColumnNames(Part.of(item.group(1)), Part.of(item.group(2)), Part.of(item.group(3))));
            at = item.end();
        }
        return names;
    }

    public boolean match(TableId id, ColumnName name) {
        return schema.matches(id.schema()) && table.matches(id.name()) && column.matches(name.value());
    }
}
