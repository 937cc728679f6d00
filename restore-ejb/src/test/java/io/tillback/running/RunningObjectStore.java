package io.tillback.running;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server in this process, on a free port, that keeps its objects as files, with one empty bucket in it.
 *
 * <p>Clients must use path-style addresses: the bucket is in the path, never in the host name.
 */
public final class RunningObjectStore implements AutoCloseable {
    private static final String REGION = "us-east-1";
    private static final String BUCKET = "tillback";
    private static final String ACCESS_KEY = "tillback";
    private static final int SECRET_BITS = 160;

    private final S3Proxy server;
    private final String bucket;
    private final String secretKey;

    private RunningObjectStore(S3Proxy server, String bucket, String secretKey) {
        this.server = server;
        this.bucket = bucket;
        this.secretKey = secretKey;
    }

    /**
     * Starts a server and creates the bucket unless the directory holds it.
     *
     * @param directory kept when the server is closed; objects that lie there already are served
     * @throws IllegalStateException if the server cannot listen
     */
    public static RunningObjectStore start(Path directory) throws IOException {
        return start(directory, BUCKET);
    }

    /** As {@link #start(Path)}, with a bucket of this name. */
    public static RunningObjectStore start(Path directory, String bucket) throws IOException {
        Files.createDirectories(directory);
        BlobStore files = new FilesystemNio2BlobStore(directory.toAbsolutePath().toString());
        if (!files.containerExists(bucket)) {
            files.createContainer(bucket);
        }
        // Whoever has an account on this machine can reach the port.
        String secretKey = new BigInteger(SECRET_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
        S3Proxy server = S3Proxy.builder()
                .blobStore(files)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, secretKey)
                .build();
        startListening(server);
        return new RunningObjectStore(server, bucket, secretKey);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    public String region() {
        return REGION;
    }

    public String bucket() {
        return bucket;
    }

    public String accessKey() {
        return ACCESS_KEY;
    }

    public String secretKey() {
        return secretKey;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot stop the S3 server at " + endpoint(), e);
        }
    }

    private static void startListening(S3Proxy server) {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot start an S3 server on a free port of 127.0.0.1", e);
        }
    }
}
