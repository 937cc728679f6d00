package io.tillback.storage.s3;

import java.time.Duration;

/**
 * How long to bear with an object store.
 *
 * @param silence longest wait for a connection, and for the next bytes of an answer
 * @param attempts of one request, the first included
 * @param firstPause between the first two attempts at most; it doubles each time, and is five times as long where the
 *     object store asks to slow down
 */
public record S3Patience(Duration silence, int attempts, Duration firstPause) {
    /** Half a minute of silence; a store that asks to slow down is asked again for about a quarter of a minute. */
    public static final S3Patience USUAL = new S3Patience(Duration.ofSeconds(30), 6, Duration.ofMillis(200));

    private static final int LONGEST_ANSWER_IN_SILENCES = 10;

    public S3Patience withSilence(Duration longest) {
        return new S3Patience(longest, attempts, firstPause);
    }

    /** For one attempt, from the first byte sent to the head of the answer: a part of 8 MiB must have gone by then. */
    Duration attempt() {
        return silence.multipliedBy(LONGEST_ANSWER_IN_SILENCES);
    }
}
