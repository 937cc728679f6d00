package io.tillback.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One of several parts of a table's rows, about equal, told apart by their keys: each row is in exactly one of them.
 *
 * @param number from 1 to {@code count}
 */
public record Slice(int number, int count) {
    public static final Slice WHOLE = new Slice(1, 1);

    public Slice {
        Check.require(number >= 1 && number <= count, "there is no slice " + number + " of " + count);
    }

    /** All of them; one where keys that are equal may be printed differently, as they could not be told apart. */
    public static List<Slice> of(TableShape table, int count) {
        return table.keyColumns().stream().allMatch(Column::isEqualOnlyToTheByte)
                ? IntStream.rangeClosed(1, Math.max(1, count))
                        .mapToObj(number -> new Slice(number, Math.max(1, count)))
                        .toList()
                : List.of(WHOLE);
    }

    public boolean isWhole() {
        return count == 1;
    }
}
