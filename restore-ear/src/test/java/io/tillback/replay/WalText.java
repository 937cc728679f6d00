package io.tillback.replay;

import java.util.HashMap;
import java.util.Map;

/** Reads what {@code test_decoding} prints of a row: {@code id[bigint]:1 name[text]:'it''s'}. */
final class WalText {
    private final String text;
    private int at;

    WalText(String text) {
        this.text = text;
    }

    /** Up to a word that it goes past. */
    String until(String word) {
        int end = text.indexOf(word, at);
        String passed = text.substring(at, end);
        at = end + word.length();
        return passed;
    }

    boolean startsWith(String word) {
        return text.startsWith(word, at);
    }

    void pass(String word) {
        if (!startsWith(word)) {
            throw new IllegalStateException("Cannot read at " + at + ", where '" + word + "' was expected: " + text);
        }
        at += word.length();
    }

    void passIf(String word) {
        at += startsWith(word) ? word.length() : 0;
    }

    /** Columns with their values, up to the end or to a new tuple; null is left out. */
    Map<String, String> tuple() {
        Map<String, String> columns = new HashMap<>();
        while (at < text.length() && !startsWith("new-tuple:")) {
            String name = startsWith("\"") ? quoted('"') : until("[");
            if (text.charAt(at - 1) != '[') {
                pass("[");
            }
            until("]:");
            if (startsWith("'")) {
                columns.put(name, quoted('\''));
            } else {
                String value = plain();
                if (!value.equals("null")) {
                    columns.put(name, value);
                }
            }
            passIf(" ");
        }
        return columns;
    }

    private String plain() {
        int end = text.indexOf(' ', at);
        String value = text.substring(at, end < 0 ? text.length() : end);
        at += value.length();
        return value;
    }

    /** What stands between two quotes, of which those within are doubled. */
    private String quoted(char quote) {
        StringBuilder content = new StringBuilder();
        at++;
        while (true) {
            char letter = text.charAt(at++);
            if (letter == quote && (at == text.length() || text.charAt(at) != quote)) {
                return content.toString();
            }
            if (letter == quote) {
                at++;
            }
            content.append(letter);
        }
    }
}
