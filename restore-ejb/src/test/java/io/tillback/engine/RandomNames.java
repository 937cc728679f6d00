package io.tillback.engine;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Names that are hard to quote, and some that the journal and plans use themselves. No two are the same. */
final class RandomNames {
    private static final int LONGEST_BYTES = 63;

    private static final List<String> PIECES = List.of(
            "a",
            "Id",
            "I",
            " ",
            "\"",
            "'",
            ".",
            "%",
            "%s",
            "%I",
            "%1$s",
            "$1",
            "$$",
            "?",
            "{}",
            ":x",
            ";",
            "--",
            "\\",
            "\n",
            "\t",
            "(",
            ",",
            "/*",
            "\u00e9",
            "e\u0301",
            "\u6f22",
            "\ud83d\ude00",
            "\u0131",
            "NULL",
            "select");

    private static final List<String> OURS = List.of(
            "journal_position",
            "journal_transaction",
            "journal_time",
            "journal_operation",
            "journal_backend",
            "journal_began",
            "recorder",
            "began",
            "came",
            "went",
            "old_rows",
            "new_rows",
            "r",
            "n",
            "o",
            "k",
            "f",
            "l",
            "c",
            "w",
            "k1",
            "target",
            "live",
            "action",
            "number",
            "digest",
            "piece");

    private final Random random;
    private final Set<String> given = new HashSet<>();

    RandomNames(Random random) {
        this.random = random;
    }

    String next() {
        String name = any();
        while (!given.add(name)) {
            name = any();
        }
        return name;
    }

    private String any() {
        if (random.nextInt(6) == 0) {
            return OURS.get(random.nextInt(OURS.size()));
        }
        StringBuilder name = new StringBuilder();
        int pieces = 1 + random.nextInt(12);
        while (name.codePointCount(0, name.length()) < pieces) {
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            if (bytes(name + piece) > LONGEST_BYTES) {
                break;
            }
            name.append(piece);
        }
        if (random.nextInt(4) == 0) {
            name.append("x".repeat(LONGEST_BYTES - bytes(name.toString())));
        }
        return name.toString();
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
