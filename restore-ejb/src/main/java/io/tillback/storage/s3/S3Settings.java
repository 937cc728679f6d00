package io.tillback.storage.s3;

import java.net.URI;
import java.util.Optional;

/**
 * Where the bucket is.
 *
 * @param endpoint of a server that speaks S3; empty for AWS itself
 */
public record S3Settings(Optional<URI> endpoint, String region, String bucket, S3Patience patience) {
    public S3Settings(Optional<URI> endpoint, String region, String bucket) {
        this(endpoint, region, bucket, S3Patience.USUAL);
    }
}
