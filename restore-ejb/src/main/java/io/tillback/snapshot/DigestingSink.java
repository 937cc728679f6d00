package io.tillback.snapshot;

import io.tillback.model.Sha256;
import io.tillback.storage.ObjectSink;
import java.security.MessageDigest;

/** Digests an object's bytes as they pass. */
final class DigestingSink {
    private final ObjectSink sink;
    private final MessageDigest digest = Sha256.begin();

    DigestingSink(ObjectSink sink) {
        this.sink = sink;
    }

    void write(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
        sink.write(bytes, 0, length);
    }

    long position() {
        return sink.position();
    }

    /** Ends the digest: to be asked once. */
    String sha256() {
        return Sha256.end(digest);
    }
}
