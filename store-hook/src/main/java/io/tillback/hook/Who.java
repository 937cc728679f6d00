package io.tillback.hook;

import java.nio.charset.StandardCharsets;

/**
 * Who makes a change, as the journal is told. A text is empty where nobody knows.
 *
 * <p>Request ids come from outside: whatever PostgreSQL refuses in a text is replaced, since a refusal would take the
 * store's transaction along, and a text that is too long is cut.
 */
record Who(String actor, String request, String release) {

    static final int LONGEST = 200;

    private static final int SUBSTITUTE = '?';

    Who {
        actor = acceptable(actor);
        request = acceptable(request);
        release = acceptable(release);
    }

    boolean isAscii() {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(actor + request + release);
    }

    /** For databases that cannot hold every letter. */
    Who inAscii() {
        return new Who(ascii(actor), ascii(request), ascii(release));
    }

    private static String acceptable(String text) {
        return text.codePoints()
                .limit(LONGEST)
                .map(letter -> isRefused(letter) ? SUBSTITUTE : letter)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Half a surrogate pair has no UTF-8, and no text of PostgreSQL holds NUL; other controls would break lines. */
    private static boolean isRefused(int letter) {
        return Character.isISOControl(letter) || Character.getType(letter) == Character.SURROGATE;
    }

    private static String ascii(String text) {
        return new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
    }
}
