package io.tillback.ejb;

import io.tillback.model.SellerPath;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What single values must be like; refusals end the sentence "tillback.some.key = 'value': …". */
final class Values {
    private static final int LONGEST_NAME = 100;

    private Values() {}

    static String name(String text) {
        require(text.length() <= LONGEST_NAME, "must have at most " + LONGEST_NAME + " characters");
        return text;
    }

    static int number(String text, int least, int most) {
        String must = "must be a whole number from " + least + " to " + most;
        require(text.matches("\\d{1,9}"), must);
        int number = Integer.parseInt(text);
        require(number >= least && number <= most, must);
        return number;
    }

    static Duration duration(String text, Duration longest) {
        String must = "must be an ISO-8601 duration longer than nothing and at most " + written(longest)
                + ", for example PT10S or P30D";
        try {
            Duration duration = Duration.parse(text);
            require(duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(longest) <= 0, must);
            return duration;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(must, e);
        }
    }

    private static String written(Duration duration) {
        return duration.toDays() > 0 ? "P" + duration.toDays() + "D" : duration.toString();
    }

    static Optional<URI> endpoint(String text) {
        if (text.toLowerCase(Locale.ROOT).equals("aws")) {
            return Optional.empty();
        }
        URI uri = URI.create(text);
        require(
                Stream.of("http", "https").anyMatch(scheme -> scheme.equals(uri.getScheme())) && uri.getHost() != null,
                "must be 'aws', or an address such as https://s3.example.com or http://127.0.0.1:9000");
        return Optional.of(uri);
    }

    /** One table with one column, as a seller path writes it. */
    static SellerPath.Step columnOfTable(String text) {
        List<SellerPath> paths = SellerPath.parseAll(text);
        require(
                paths.size() == 1 && paths.get(0).steps().size() == 1,
                "must be one column of one table, for example shop.seller(login)");
        return paths.get(0).steps().get(0);
    }

    static JournalSettings.Switch journaling(String text) {
        require(text.equals("on") || text.equals("off"), "must be on or off");
        return text.equals("on") ? JournalSettings.Switch.ON : JournalSettings.Switch.OFF;
    }

    static Optional<Duration> shipping(String text) {
        return text.equals("off") ? Optional.empty() : Optional.of(duration(text, Duration.ofDays(1)));
    }

    static String region(String text) {
        require(text.matches("[A-Za-z0-9-]{1,60}"), "must be a region's name, for example eu-central-1");
        return text;
    }

    static String bucket(String text) {
        require(
                text.matches("[A-Za-z0-9._-]{3,255}"),
                "must be a bucket's name: 3 or more letters, digits, dots and dashes, no address");
        return text;
    }

    static String folder(String text) {
        require(
                text.length() <= 500
                        && Stream.of(text.split("/", -1)).noneMatch(String::isBlank)
                        && text.chars().noneMatch(Character::isISOControl),
                "must be folders separated by single slashes, with none at either end");
        return text;
    }

    /** Letters to be added, dropped or exchanged to make one of the other. */
    static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int exchanged = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    private static void require(boolean holds, String must) {
        if (!holds) {
            throw new IllegalArgumentException(must);
        }
    }
}
