package io.tillback.web.faces;

import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import jakarta.faces.context.FacesContext;
import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A target that the form was opened with, in place of a snapshot: without some transactions, or before a release. */
public final class JournalTarget implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String PAGE = "/restore.xhtml?";

    private String without = "";
    private String release = "";

    /**
     * The page's address with such a target and tables filled in.
     *
     * @param keyLines of the rows, where there is one table; empty for all rows
     */
    static String pageWithout(Collection<Long> transactions, Collection<String> tableKeys, String keyLines) {
        String numbers = transactions.stream().map(Long::toUnsignedString).collect(Collectors.joining(","));
        return context()
                + PAGE
                + Stream.of(
                                Stream.of("without=" + numbers),
                                tableKeys.stream().map(key -> "table=" + encoded(key)),
                                Stream.of(keyLines)
                                        .filter(lines -> !lines.isEmpty())
                                        .map(lines -> "keys=" + encoded(lines)))
                        .flatMap(part -> part)
                        .collect(Collectors.joining("&"));
    }

    static String pageBefore(String release) {
        return context() + PAGE + "release=" + encoded(release);
    }

    private static String context() {
        return FacesContext.getCurrentInstance().getExternalContext().getRequestContextPath();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The tables that the page's address names, as {@link OfferedTable#key} writes them; or one, by schema and name. */
    static List<String> tableKeys() {
        List<String> tables = parameters("table");
        List<String> schemas = parameters("schema");
        return schemas.size() == 1 && tables.size() == 1
                ? List.of(OfferedTable.key(new TableId(schemas.get(0), tables.get(0))))
                : tables;
    }

    /** The rows that the page's address names, as {@link KeyLines} writes them; empty for all. */
    static String keyLines() {
        return String.join("\n", parameters("keys"));
    }

    /** Whether the page's address asks for rows to go that came since. */
    static boolean removesAdded() {
        return parameters("added").contains("remove");
    }

    /** Whether it asks for rows of other tables that vanished along. */
    static boolean followsDependents() {
        return parameters("dependents").contains("follow");
    }

    private static List<String> parameters(String name) {
        Map<String, String[]> all =
                FacesContext.getCurrentInstance().getExternalContext().getRequestParameterValuesMap();
        return Arrays.asList(all.getOrDefault(name, new String[0]));
    }

    /** Empty where the form is about a snapshot. */
    Optional<RestoreTarget> toTarget() {
        if (!without.isEmpty()) {
            return Optional.of(new RestoreTarget.WithoutTransactions(numbers()));
        }
        return isChosen() ? Optional.of(new RestoreTarget.BeforeRelease(release)) : Optional.empty();
    }

    private List<Long> numbers() {
        return Arrays.stream(without.split(",")).map(TransactionNumbers::parse).toList();
    }

    public boolean isChosen() {
        return !without.isEmpty() || !release.isEmpty();
    }

    public boolean isWithoutTransactions() {
        return !without.isEmpty();
    }

    public int getTransactionCount() {
        return without.split(",").length;
    }

    /** Their numbers, separated by commas; empty for none. */
    public String getWithout() {
        return without;
    }

    public void setWithout(String without) {
        this.without = without;
    }

    public String getRelease() {
        return release;
    }

    public void setRelease(String release) {
        this.release = release;
    }
}
