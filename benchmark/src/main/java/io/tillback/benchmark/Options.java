package io.tillback.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What is measured, on how much, how often.
 *
 * @param scale 1 is what the asks are made for; a fraction is for trying the benchmark out
 * @param runs of each side, in turns
 * @param only the measures to take; empty for all
 * @param directory for the database, the bucket and the dumps; its contents are removed in the end
 * @param project the root of the source tree
 */
record Options(double scale, int runs, List<String> only, Path directory, Path project) {
    private static final long ACCOUNTS = 10_000_000;
    private static final long ACCOUNTS_OF_A_BRANCH = 100_000;
    private static final long PRODUCTS = 2_000_000;
    private static final long CHANGED_ROWS = 5_000_000;
    private static final long JOURNALLED_CHANGES = 1_000_000;
    private static final long SEARCHED_CHANGES = 10_000_000;

    Options {
        only = List.copyOf(only);
        if (scale <= 0 || runs < 1) {
            throw new IllegalArgumentException("Cannot measure at scale " + scale + " in " + runs + " runs");
        }
    }

    static Options fromSystemProperties() {
        String only = System.getProperty("benchmark.only", "all");
        return new Options(
                Double.parseDouble(System.getProperty("benchmark.scale", "1")),
                Integer.getInteger("benchmark.runs", 3),
                only.equals("all") ? List.of() : Arrays.asList(only.split("[, ]+")),
                Path.of(System.getProperty("benchmark.directory", "target/benchmark"))
                        .toAbsolutePath(),
                Path.of(System.getProperty("benchmark.project", "..")).toAbsolutePath());
    }

    /** The asks' own figures are part of the documentation; others lie where nobody takes them for those. */
    Path report() {
        return isPublished()
                ? project.resolve("docs")
                : project.resolve("benchmark").resolve("target");
    }

    boolean measures(String name) {
        return only.isEmpty() || only.contains(name);
    }

    /** {@code pgbench}'s own scale: 100,000 accounts each. */
    long branches() {
        return Math.max(1, Math.round(scale * ACCOUNTS / ACCOUNTS_OF_A_BRANCH));
    }

    long accounts() {
        return branches() * ACCOUNTS_OF_A_BRANCH;
    }

    /** Of about a kilobyte each. */
    long products() {
        return Math.max(1000, Math.round(scale * PRODUCTS));
    }

    long changedRows() {
        return Math.min(accounts(), Math.max(1000, Math.round(scale * CHANGED_ROWS)));
    }

    /** Of accounts, while they are recorded. */
    long journalledChanges() {
        return Math.max(1000, Math.round(scale * JOURNALLED_CHANGES));
    }

    long searchedChanges() {
        return Math.max(10_000, Math.round(scale * SEARCHED_CHANGES));
    }

    /** Figures of other scales, or of some measures only, are not those of the asks. */
    boolean isPublished() {
        return scale == 1 && only.isEmpty();
    }
}
