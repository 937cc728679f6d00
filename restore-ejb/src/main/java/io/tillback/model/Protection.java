package io.tillback.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the store's tables snapshots hold.
 *
 * @param include only these; all if empty
 * @param exclude not these, even if included
 */
public record Protection(List<TableNames> include, List<TableNames> exclude) {
    public static final Protection ALL = new Protection(List.of(), List.of());

    public Protection {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** The same database with only these tables; the others are listed as unprotected. */
    public StoreSchema of(StoreSchema schema) {
        List<TableShape> tables = new ArrayList<>();
        List<StoreSchema.Unprotected> unprotected = new ArrayList<>(schema.unprotected());
        for (TableShape table : schema.tables()) {
            if (names(exclude, table.id())) {
                unprotected.add(
                        new StoreSchema.Unprotected("table " + table.id(), "tillback.protect.exclude names it"));
            } else if (!include.isEmpty() && !names(include, table.id())) {
                unprotected.add(new StoreSchema.Unprotected(
                        "table " + table.id(), "tillback.protect.include does not name it"));
            } else {
                tables.add(table);
            }
        }
        return new StoreSchema(tables, unprotected, schema.unseenForeignKeys(), schema.partitionForeignKeys());
    }

    private static boolean names(List<TableNames> some, TableId table) {
        return some.stream().anyMatch(names -> names.match(table));
    }

    /**
     * Tables by a pattern {@code schema.table}.
     *
     * @param schema a name as the database spells it, in which {@code *} stands for any characters unless it was quoted
     * @param table likewise
     */
    public record TableNames(Part schema, Part table) {
        private static final String PART = "(\"(?:[^\"]|\"\")+\"|[^\".,\\s]+)";
        private static final Pattern ITEM = Pattern.compile("\\s*" + PART + "\\." + PART + "\\s*(,|$)");

        /**
         * Reads patterns separated by commas.
         *
         * @throws IllegalArgumentException saying where it cannot be read
         */
        public static List<TableNames> parse(String text) {
            List<TableNames> names = new ArrayList<>();
            Matcher item = ITEM.matcher(text);
            int at = 0;
            while (at < text.length()) {
                if (!item.find(at) || item.start() != at) {
                    throw new IllegalArgumentException("must be schema.table, separated by commas, from '"
                            + text.substring(at).strip() + "' on; shop.* is a whole schema, \"a.b\".\"c\" quotes");
                }
                names.add(new TableNames(Part.of(item.group(1)), Part.of(item.group(2))));
                at = item.end();
            }
            return names;
        }

        public boolean match(TableId id) {
            return schema.matches(id.schema()) && table.matches(id.name());
        }
    }

    /**
     * A schema's or table's name.
     *
     * @param literals what stands between the stars, at least one text
     */
    public record Part(List<String> literals) {
        public Part {
            literals = List.copyOf(literals);
        }

        static Part of(String text) {
            if (text.startsWith("\"")) {
                return new Part(List.of(text.substring(1, text.length() - 1).replace("\"\"", "\"")));
            }
            return new Part(List.of(text.split("\\*", -1)));
        }

        boolean matches(String name) {
            String first = literals.get(0);
            if (literals.size() == 1) {
                return name.equals(first);
            }
            String last = literals.get(literals.size() - 1);
            if (!name.startsWith(first) || name.length() < first.length() + last.length() || !name.endsWith(last)) {
                return false;
            }
            int at = first.length();
            for (String literal : literals.subList(1, literals.size() - 1)) {
                int found = name.indexOf(literal, at);
                if (found < 0 || found + literal.length() > name.length() - last.length()) {
                    return false;
                }
                at = found + literal.length();
            }
            return true;
        }
    }
}
