package io.tillback.rest;

import io.tillback.running.RunningObjectStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The bucket beside Tillback: what really lies in it. */
final class Bucket implements AutoCloseable {
    private final S3Client client;
    private final String name;

    Bucket(RunningObjectStore store) {
        name = store.bucket();
        client = S3Client.builder()
                .endpointOverride(store.endpoint())
                .region(Region.of(store.region()))
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
                .build();
    }

    /** Keys that contain a text. */
    List<String> findKeys(String part) {
        return client.listObjectsV2Paginator(request -> request.bucket(name)).contents().stream()
                .map(S3Object::key)
                .filter(key -> key.contains(part))
                .toList();
    }

    long sizeOf(String key) {
        return client.headObject(request -> request.bucket(name).key(key)).contentLength();
    }

    /** Uploads that were begun and are neither completed nor aborted. */
    int countUnfinishedUploads() {
        return client.listMultipartUploads(request -> request.bucket(name))
                .uploads()
                .size();
    }

    /** Removes objects; what they held. */
    Map<String, byte[]> take(List<String> keys) {
        Map<String, byte[]> taken = new TreeMap<>();
        for (String key : keys) {
            taken.put(
                    key,
                    client.getObjectAsBytes(request -> request.bucket(name).key(key))
                            .asByteArray());
            client.deleteObject(request -> request.bucket(name).key(key));
        }
        return taken;
    }

    void putBack(Map<String, byte[]> taken) {
        taken.forEach((key, content) ->
                client.putObject(request -> request.bucket(name).key(key), RequestBody.fromBytes(content)));
    }

    @Override
    public void close() {
        client.close();
    }
}
