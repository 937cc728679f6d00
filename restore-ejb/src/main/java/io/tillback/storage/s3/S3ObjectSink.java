package io.tillback.storage.s3;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.StorageClass;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Uploads while it is written: one request for a small object, parts of 8 MiB for a large one, each with a checksum. */
final class S3ObjectSink implements ObjectSink {
    private static final Logger LOG = Logger.getLogger(S3ObjectSink.class.getName());

    /** S3 allows 10,000 parts of at least 5 MiB: this reaches 80 GB an object, far above a snapshot's range. */
    private static final int PART_BYTES = 8 << 20;

    /** Most objects are small: what is set aside grows with what is written. */
    private static final int FIRST_BYTES = 32 << 10;

    private final S3Client client;
    private final String bucket;
    private final ObjectKey key;
    private final StorageClass storageClass;
    private byte[] part = new byte[FIRST_BYTES];
    private int filled;
    private final List<CompletedPart> parts = new ArrayList<>();
    private Optional<String> uploadId = Optional.empty();
    private long position;
    private boolean complete;

    S3ObjectSink(S3Client client, String bucket, ObjectKey key, StorageClass storageClass) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.storageClass = storageClass;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (filled == PART_BYTES) {
                uploadPart();
            }
            int fits = Math.min(left, PART_BYTES - filled);
            if (part.length - filled < fits) {
                part = Arrays.copyOf(part, Math.min(PART_BYTES, Math.max(2 * part.length, filled + fits)));
            }
            System.arraycopy(bytes, from, part, filled, fits);
            filled += fits;
            from += fits;
            left -= fits;
        }
        position += length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void complete() {
        if (uploadId.isEmpty()) {
            translating(() -> client.putObject(
                    put -> put.bucket(bucket)
                            .key(key.value())
                            .storageClass(storageClass.name())
                            .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                    body()));
        } else {
            uploadPart();
            translating(() -> client.completeMultipartUpload(done -> done.bucket(bucket)
                    .key(key.value())
                    .uploadId(uploadId.get())
                    .multipartUpload(all -> all.parts(parts))));
        }
        complete = true;
    }

    private void uploadPart() {
        if (uploadId.isEmpty()) {
            uploadId = Optional.of(begin());
        }
        int number = parts.size() + 1;
        var answer = translating(() -> client.uploadPart(
                upload -> upload.bucket(bucket)
                        .key(key.value())
                        .uploadId(uploadId.get())
                        .partNumber(number)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                body()));
        parts.add(CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32(answer.checksumCRC32())
                .build());
        filled = 0;
    }

    /** A server that ends its answers by hanging up cannot be told from one whose line broke. */
    private String begin() {
        String id = translating(() -> client.createMultipartUpload(create -> create.bucket(bucket)
                        .key(key.value())
                        .storageClass(storageClass.name())
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)))
                .uploadId();
        if (id == null) {
            throw new RestoreException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Cannot write " + key + ": the object store's answer named no upload",
                    "Check the network and the object store, then try again.");
        }
        return id;
    }

    /** Read as often as the SDK likes, and not copied. */
    private RequestBody body() {
        int length = filled;
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(part, 0, length), length, "application/octet-stream");
    }

    private <T> T translating(Supplier<T> call) {
        return S3ObjectStore.translating("write", key, bucket, call);
    }

    @Override
    public void close() {
        if (complete || uploadId.isEmpty()) {
            return;
        }
        try {
            client.abortMultipartUpload(
                    abort -> abort.bucket(bucket).key(key.value()).uploadId(uploadId.get()));
        } catch (SdkException | UncheckedIOException e) {
            // The failure that led here is on its way already; the sweep frees these parts later.
            LOG.log(Level.FINE, e, () -> "Could not abort the upload of " + key);
        }
    }
}
