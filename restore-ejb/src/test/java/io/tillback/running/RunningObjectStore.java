package io.tillback.running;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final String ACCESS_KEY = "tillback-test";
    private static final String SECRET_KEY = "tillback-test-secret";

    private final S3Proxy server;

    private RunningObjectStore(S3Proxy server) {
        this.server = server;
    }

    /**
     * Starts a server and creates the bucket unless the directory holds it.
     *
     * @param directory kept when the server is closed; objects that lie there already are served
     * @throws IllegalStateException if the server cannot listen
     */
    public static RunningObjectStore start(Path directory) throws IOException {
        Files.createDirectories(directory);
        BlobStore files = new FilesystemNio2BlobStore(directory.toAbsolutePath().toString());
        if (!files.containerExists(BUCKET)) {
            files.createContainer(BUCKET);
        }
        S3Proxy server = S3Proxy.builder()
                .blobStore(files)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        startListening(server);
        return new RunningObjectStore(server);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    public String region() {
        return REGION;
    }

    public String bucket() {
        return BUCKET;
    }

    public String accessKey() {
        return ACCESS_KEY;
    }

    public String secretKey() {
        return SECRET_KEY;
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
