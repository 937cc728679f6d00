package io.tillback.storage.s3;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.storage.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object's bytes, whole or a range. Where the connection breaks, falls silent or ends early, the rest is asked for
 * again. The SDK repeats a request until its answer has begun, and no further.
 */
final class ResumingStream extends InputStream {
    /** Whoever gets this far has a line that works: what broke before does not count any more. */
    private static final long PROGRESS_BYTES = 1 << 20;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");

    private final ObjectKey key;
    private final Ranges ranges;
    private final int attempts;
    private final long start;
    private final long end;
    private ResponseInputStream<GetObjectResponse> body;
    private long position;
    private long brokenAt;
    private int failures;

    /** Asks for bytes of the object. */
    @FunctionalInterface
    interface Ranges {
        /** @param until behind the last byte */
        ResponseInputStream<GetObjectResponse> open(long from, long until);
    }

    private ResumingStream(
            ObjectKey key,
            Ranges ranges,
            int attempts,
            long start,
            long end,
            ResponseInputStream<GetObjectResponse> body) {
        this.key = key;
        this.ranges = ranges;
        this.attempts = attempts;
        this.start = start;
        this.end = end;
        this.body = body;
        this.position = start;
        this.brokenAt = start;
    }

    /** @param body answer to a request for the whole object */
    static InputStream whole(ObjectKey key, Ranges ranges, int attempts, ResponseInputStream<GetObjectResponse> body) {
        Long length = body.response().contentLength();
        if (length == null) {
            body.abort();
            throw new RestoreException(
                    ErrorCode.STORAGE_REFUSED,
                    "Cannot read " + key + ": the object store does not say how long it is (no Content-Length)",
                    "Use an object store, or a proxy before it, that passes Content-Length on.");
        }
        return new ResumingStream(key, ranges, attempts, 0, length, body);
    }

    /** What an answer holds may be less than what was asked for; the object's size tells what should have come. */
    static InputStream range(ObjectKey key, Ranges ranges, int attempts, long from, long until) {
        ResponseInputStream<GetObjectResponse> body = ranges.open(from, until);
        long size = sizeSaid(key, body, from, until);
        return new ResumingStream(key, ranges, attempts, from, Math.min(until, size), body);
    }

    /** The object's size, from an answer that begins where it was asked to. */
    private static long sizeSaid(ObjectKey key, ResponseInputStream<GetObjectResponse> body, long from, long until) {
        String said = body.response().contentRange();
        Matcher range = CONTENT_RANGE.matcher(said == null ? "" : said);
        if (range.matches() && Long.parseLong(range.group(1)) == from) {
            return Long.parseLong(range.group(2));
        }
        body.abort();
        throw new RestoreException(
                ErrorCode.STORAGE_REFUSED,
                "Cannot read bytes " + from + " to " + (until - 1) + " of " + key
                        + ": the object store answered with other bytes (Content-Range: " + said + ")",
                "Use an object store, or a proxy before it, that understands range requests.");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        while (true) {
            try {
                int read = body.read(bytes, offset, length);
                if (read > 0) {
                    position += read;
                    return read;
                }
                if (position >= end) {
                    return -1;
                }
                resume(new IOException("the answer ended early"));
            } catch (IOException e) {
                if (position >= end) {
                    return -1;
                }
                resume(e);
            } catch (SdkException e) {
                throw refused(e);
            }
        }
    }

    private void resume(IOException reason) {
        if (position - brokenAt >= PROGRESS_BYTES) {
            failures = 0;
        }
        brokenAt = position;
        failures++;
        body.abort();
        if (failures >= attempts) {
            throw new RestoreException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Cannot read " + key + ": after " + (position - start) + " of " + (end - start)
                            + " bytes the connection broke " + failures + " times, at last: " + reason.getMessage(),
                    "Check the network and the object store, then try again.",
                    reason);
        }
        body = ranges.open(position, end);
        sizeSaid(key, body, position, end);
    }

    private RestoreException refused(SdkException e) {
        if (e instanceof AbortedException) {
            return new RestoreException(
                    ErrorCode.STORAGE_UNAVAILABLE, "Cannot read " + key + ": " + e.getMessage(), "Try again.", e);
        }
        return new RestoreException(
                ErrorCode.SNAPSHOT_DAMAGED,
                "Cannot read " + key + ": its bytes differ from the checksum that lies with it: " + e.getMessage(),
                "Choose another snapshot for this table; verify this one to see what else is damaged.",
                e);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
