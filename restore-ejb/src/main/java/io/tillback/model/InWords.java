package io.tillback.model;

import java.util.Locale;

/** Numbers of things, as people read them. */
public final class InWords {
    private InWords() {}

    /** {@code 1 row}, {@code 1,234 rows}. */
    public static String rows(long count) {
        return counted(count, "row");
    }

    /** @param noun in the singular; its plural takes an s */
    public static String counted(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? noun : noun + "s");
    }

    /** A verb as it follows so many things: {@code refers}, {@code refer}. */
    public static String verb(long count, String plural) {
        return count == 1 ? plural + "s" : plural;
    }
}
