package io.tillback.storage.s3;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.ObjectStat;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** Objects in one S3 bucket. Credentials come from the SDK's usual chain: environment, profile, instance. */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
    private static final int DELETE_BATCH = 1000;
    private static final String OCTETS = "application/octet-stream";

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final int SLOWER = 5;

    private final S3Client client;
    private final String bucket;
    private final int attempts;
    private final Runnable interrupt;

    public S3ObjectStore(S3Settings settings) {
        this(settings, new InterruptibleHttp(http(settings.patience())));
    }

    private S3ObjectStore(S3Settings settings, InterruptibleHttp http) {
        this(connect(settings, http), settings.bucket(), settings.patience().attempts(), http::interrupt);
    }

    /** @param client handed over: {@link #close} closes it */
    public S3ObjectStore(S3Client client, String bucket) {
        this(client, bucket, S3Patience.USUAL.attempts(), client::close);
    }

    private S3ObjectStore(S3Client client, String bucket, int attempts, Runnable interrupt) {
        this.client = client;
        this.bucket = bucket;
        this.attempts = attempts;
        this.interrupt = interrupt;
    }

    private static SdkHttpClient http(S3Patience patience) {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(patience.silence())
                .socketTimeout(patience.silence())
                .build();
    }

    private static S3Client connect(S3Settings settings, SdkHttpClient http) {
        S3Patience patience = settings.patience();
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .httpClient(http)
                .overrideConfiguration(override ->
                        override.retryStrategy(retries(patience)).apiCallAttemptTimeout(patience.attempt()));
        settings.endpoint()
                .ifPresent(endpoint -> builder.endpointOverride(endpoint).forcePathStyle(true));
        return builder.build();
    }

    private static RetryStrategy retries(S3Patience patience) {
        Duration slower = patience.firstPause().multipliedBy(SLOWER);
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(patience.attempts())
                .backoffStrategy(BackoffStrategy.exponentialDelay(patience.firstPause(), LONGEST_PAUSE))
                .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(slower, LONGEST_PAUSE))
                .build();
    }

    /**
     * Asks once whether the bucket is there and can be listed.
     *
     * @throws RestoreException STORAGE_REFUSED if it is missing or forbidden, or there are no credentials;
     *     STORAGE_UNAVAILABLE if nothing answers
     */
    public void requireReadable(String prefix) {
        try {
            translating(
                    "use",
                    "bucket " + bucket,
                    () -> client.listObjectsV2(
                            list -> list.bucket(bucket).prefix(prefix).maxKeys(1)));
        } catch (RestoreException e) {
            if (e.code() == ErrorCode.STORAGE_REFUSED) {
                throw new RestoreException(
                        e.code(), e.fact() + " (tillback.s3.bucket = '" + bucket + "')", e.hint(), e);
            }
            throw e;
        }
    }

    /** Ends all requests under way, from any thread, and refuses all that follow: this store is of no more use. */
    public void interrupt() {
        interrupt.run();
    }

    @Override
    public InputStream open(ObjectKey key) {
        ResponseInputStream<GetObjectResponse> body = translating(
                "read", key, () -> client.getObject(get -> get.bucket(bucket).key(key.value())));
        return ResumingStream.whole(key, (from, until) -> request(key, from, until), attempts, body);
    }

    @Override
    public InputStream openRange(ObjectKey key, long offset, long length) {
        return ResumingStream.range(key, (from, until) -> request(key, from, until), attempts, offset, offset + length);
    }

    private ResponseInputStream<GetObjectResponse> request(ObjectKey key, long from, long until) {
        String range = "bytes=" + from + "-" + (until - 1);
        return translating(
                "read",
                key,
                () -> client.getObject(
                        get -> get.bucket(bucket).key(key.value()).range(range)));
    }

    @Override
    public void list(String prefix, Consumer<ObjectStat> each) {
        translating("list", prefix, () -> {
            client.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix)).contents().stream()
                    .map(object -> new ObjectStat(new ObjectKey(object.key()), object.size()))
                    .forEach(each);
            return prefix;
        });
    }

    @Override
    public List<String> listFolders(String prefix) {
        return translating(
                "list", prefix, () -> client
                        .listObjectsV2Paginator(
                                list -> list.bucket(bucket).prefix(prefix).delimiter("/"))
                        .commonPrefixes()
                        .stream()
                        .map(folder -> folder.prefix())
                        .toList());
    }

    @Override
    public ObjectSink create(ObjectKey key, StorageClass storageClass) {
        return new S3ObjectSink(client, bucket, key, storageClass);
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] content, StorageClass storageClass) {
        translating(
                "write",
                key,
                () -> client.putObject(
                        put -> put.bucket(bucket)
                                .key(key.value())
                                .storageClass(storageClass.name())
                                .ifNoneMatch("*"),
                        RequestBody.fromContentProvider(
                                () -> new ByteArrayInputStream(content), content.length, OCTETS)));
    }

    @Override
    public void delete(Collection<ObjectKey> keys) {
        List<ObjectIdentifier> all = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(key.value()).build())
                .toList();
        for (int from = 0; from < all.size(); from += DELETE_BATCH) {
            List<ObjectIdentifier> batch = all.subList(from, Math.min(all.size(), from + DELETE_BATCH));
            var answer = translating(
                    "delete",
                    batch.get(0).key(),
                    () -> client.deleteObjects(delete -> delete.bucket(bucket).delete(set -> set.objects(batch))));
            if (answer.hasErrors() && !answer.errors().isEmpty()) {
                var error = answer.errors().get(0);
                throw new RestoreException(
                        ErrorCode.STORAGE_REFUSED,
                        "Cannot delete " + error.key() + ": " + error.message(),
                        "Check that the credentials may delete in bucket " + bucket + ".");
            }
        }
    }

    @Override
    public void listUnfinished(String prefix, Consumer<ObjectKey> each) {
        unfinished(prefix).forEach(upload -> each.accept(new ObjectKey(upload.key())));
    }

    @Override
    public int abortUnfinished(String prefix) {
        List<MultipartUpload> uploads = unfinished(prefix);
        uploads.forEach(upload -> translating(
                "abort the upload of",
                upload.key(),
                () -> client.abortMultipartUpload(
                        abort -> abort.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()))));
        return uploads.size();
    }

    /** Some servers that speak S3 ignore the prefix. */
    private List<MultipartUpload> unfinished(String prefix) {
        return translating(
                "list unfinished uploads under",
                prefix,
                () ->
                        client
                                .listMultipartUploadsPaginator(
                                        list -> list.bucket(bucket).prefix(prefix))
                                .uploads()
                                .stream()
                                .filter(upload -> upload.key().startsWith(prefix))
                                .toList());
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T translating(String verb, Object thing, Supplier<T> call) {
        return translating(verb, thing, bucket, call);
    }

    static <T> T translating(String verb, Object thing, String bucket, Supplier<T> call) {
        try {
            return call.get();
        } catch (NoSuchKeyException e) {
            throw new RestoreException(
                    ErrorCode.OBJECT_UNKNOWN,
                    "Cannot " + verb + " " + thing + ": bucket " + bucket + " holds no such object",
                    "List the snapshots again; this one may have been purged or moved.",
                    e);
        } catch (AwsServiceException e) {
            throw refused(verb, thing, bucket, e);
        } catch (SdkException | UncheckedIOException e) {
            if (String.valueOf(e.getMessage()).contains("Unable to load credentials")) {
                throw new RestoreException(
                        ErrorCode.STORAGE_REFUSED,
                        "Cannot " + verb + " " + thing + ": there are no credentials for the object store",
                        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give the machine a role.",
                        e);
            }
            throw new RestoreException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Cannot " + verb + " " + thing + ": no answer from the object store: " + e.getMessage(),
                    "Check tillback.s3.endpoint and the network, then try again.",
                    e);
        }
    }

    private static RestoreException refused(String verb, Object thing, String bucket, AwsServiceException e) {
        String said = Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("");
        String fact =
                ("Cannot " + verb + " " + thing + ": the object store answered " + e.statusCode() + " " + said).strip();
        if (e.statusCode() == 412) {
            return new RestoreException(
                    ErrorCode.OBJECT_EXISTS, fact, "Another server wrote it first; look at what is there.", e);
        }
        if (said.equals("InvalidObjectState")) {
            return new RestoreException(
                    ErrorCode.OBJECT_COLD,
                    "Cannot " + verb + " " + thing + ": it lies in a storage class that must be thawed first",
                    "Choose a snapshot of a warmer tier, or thaw this one's objects with the object store's own tools.",
                    e);
        }
        // S3 answers 409 to a conditional write while another one of the same name is under way.
        if (e.statusCode() >= 500 || e.statusCode() == 409 || e.isThrottlingException()) {
            return new RestoreException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    fact,
                    "The object store is busy or failing, and was asked several times; try again later.",
                    e);
        }
        return new RestoreException(
                ErrorCode.STORAGE_REFUSED,
                fact,
                "Check that bucket " + bucket + " exists and what the credentials may do in it.",
                e);
    }
}
