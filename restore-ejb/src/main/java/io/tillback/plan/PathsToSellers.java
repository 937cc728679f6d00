package io.tillback.plan;

import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the protected tables' rows lead to their sellers, and how they could.
 *
 * @param configured paths that are configured, in that order
 * @param problems what is wrong with them now, each as a sentence
 * @param proposed of tables without one, by table
 * @param unreached tables of which nothing is configured, and from which no foreign key leads to a seller
 */
public record PathsToSellers(
        List<SellerPath> configured, List<String> problems, List<Proposal> proposed, List<TableId> unreached) {
    private static final String KEY = "tillback.seller.paths";

    /**
     * For a table that has no path.
     *
     * @param ways the shortest paths that its foreign keys make; where there are several, a person has to choose
     */
    public record Proposal(TableId table, List<SellerPath> ways) {
        public Proposal {
            ways = List.copyOf(ways);
            if (ways.isEmpty()) {
                throw new IllegalArgumentException("A proposal has a way");
            }
        }

        public boolean isPlain() {
            return ways.size() == 1;
        }
    }

    public PathsToSellers {
        configured = List.copyOf(configured);
        problems = List.copyOf(problems);
        proposed = List.copyOf(proposed);
        unreached = List.copyOf(unreached);
    }

    /**
     * Lines for a properties file: the configured paths with what is proposed, where it is plain; before them, as comments,
     * what has to be chosen. In ASCII.
     */
    public String asProperties() {
        String choices = proposed.stream()
                .filter(proposal -> !proposal.isPlain())
                .flatMap(proposal -> proposal.ways().stream())
                .map(way -> "# choose: " + escaped(way.text()) + "\n")
                .collect(Collectors.joining());
        Stream<SellerPath> plain =
                proposed.stream().filter(Proposal::isPlain).flatMap(proposal -> proposal.ways().stream());
        return choices
                + Stream.concat(configured.stream(), plain)
                        .map(path -> escaped(path.text()))
                        .collect(Collectors.joining("; \\\n  ", KEY + "=\\\n  ", "\n"));
    }

    /** What is proposed, for people who read the log; a sentence a table. */
    public List<String> sentences() {
        return proposed.stream()
                .map(proposal -> "Rows of %s belong to no seller. By its foreign keys, %s can hold%s %s"
                        .formatted(
                                proposal.table(),
                                KEY,
                                proposal.isPlain() ? "" : " one of",
                                proposal.ways().stream().map(SellerPath::text).collect(Collectors.joining(" | "))))
                .toList();
    }

    /** As a value is written in a properties file. */
    private static String escaped(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\\') {
                line.append("\\\\");
            } else if (letter < ' ' || letter > '~') {
                line.append("\\u%04x".formatted((int) letter));
            } else {
                line.append(letter);
            }
        }
        return line.toString();
    }
}
