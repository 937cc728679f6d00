package io.tillback.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a table's rows lead to the seller they belong to, for example
 * {@code shop.order_line(order_id) -> shop.orders(seller_id)}.
 *
 * @param steps at least one; every step but the last names columns that refer to a row of the next step's table, the last
 *     one the column that holds the seller
 */
public record SellerPath(List<Step> steps) {
    public record Step(TableId table, List<ColumnName> columns) {
        public Step {
            columns = List.copyOf(columns);
        }
    }

    private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[\\p{L}\\p{N}_$]+)";
    private static final Pattern STEP = Pattern.compile(
            "\\s*" + NAME + "\\s*\\.\\s*" + NAME + "\\s*\\(\\s*(" + NAME + "(?:\\s*,\\s*" + NAME + ")*)\\s*\\)\\s*");
    private static final Pattern COLUMN = Pattern.compile(NAME);
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_$]+");
    private static final Pattern ARROW = Pattern.compile("->(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
    private static final Pattern SEMICOLON = Pattern.compile(";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    public SellerPath {
        steps = List.copyOf(steps);
    }

    public TableId table() {
        return steps.get(0).table();
    }

    public ColumnName seller() {
        return steps.get(steps.size() - 1).columns().get(0);
    }

    /**
     * Reads paths that are separated by semicolons. Names are taken letter by letter; those with other characters than
     * letters, digits, _ and $ go in double quotes, a quote within them doubled.
     *
     * @throws IllegalArgumentException saying what is wrong, for people
     */
    public static List<SellerPath> parseAll(String text) {
        List<SellerPath> paths = SEMICOLON
                .splitAsStream(text)
                .filter(path -> !path.isBlank())
                .map(SellerPath::parse)
                .toList();
        if (paths.stream().map(SellerPath::table).distinct().count() < paths.size()) {
            throw new IllegalArgumentException("a table has two paths");
        }
        return paths;
    }

    private static SellerPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (String part : ARROW.split(text, -1)) {
            Matcher step = STEP.matcher(part);
            if (!step.matches()) {
                throw new IllegalArgumentException(
                        "'" + part.strip() + "' is not of the form schema.table(column), as in"
                                + " shop.order_line(order_id) -> shop.orders(seller_id)");
            }
            List<ColumnName> columns = COLUMN.matcher(step.group(3))
                    .results()
                    .map(column -> new ColumnName(unquoted(column.group(1))))
                    .toList();
            steps.add(new Step(new TableId(unquoted(step.group(1)), unquoted(step.group(2))), columns));
        }
        if (steps.get(steps.size() - 1).columns().size() > 1) {
            throw new IllegalArgumentException("'" + text.strip() + "' ends in several columns: one names the seller");
        }
        return new SellerPath(steps);
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    /** As {@link #parseAll} reads it: quoted where it has to be. */
    public String text() {
        return steps.stream()
                .map(step -> quoted(step.table().schema()) + "."
                        + quoted(step.table().name()) + "("
                        + step.columns().stream()
                                .map(column -> quoted(column.value()))
                                .collect(Collectors.joining(", "))
                        + ")")
                .collect(Collectors.joining(" -> "));
    }

    private static String quoted(String name) {
        return PLAIN.matcher(name).matches() ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    @Override
    public String toString() {
        return steps.stream()
                .map(step -> step.table() + "("
                        + step.columns().stream().map(ColumnName::value).collect(Collectors.joining(", ")) + ")")
                .collect(Collectors.joining(" -> "));
    }
}
