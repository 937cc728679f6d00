package io.tillback.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * What the engine needs of an S3 server, asked of the one that the tests run on.
 *
 * <p>Tests named {@code this_server_…} hold where it differs from S3: the engine must not rely on more, and when one of
 * them fails after an update, a workaround can go.
 */
class RunningObjectStoreIT {
    private static final int SMALLEST_PART = 5 * 1024 * 1024;
    private static final String WRONG_CRC32 = "AAAAAA==";

    private static RunningObjectStore store;
    private static S3Client s3;
    private static String bucket;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        store = RunningObjectStore.start(directory.resolve("objects"));
        bucket = store.bucket();
        s3 = S3Client.builder()
                .endpointOverride(store.endpoint())
                .region(Region.of(store.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .forcePathStyle(true)
                .build();
    }

    @AfterAll
    static void stop() {
        s3.close();
        store.close();
    }

    @Test
    void a_multipart_upload_whose_parts_carry_checksums_reads_back_byte_for_byte() {
        // given
        byte[] content = randomBytes(2 * SMALLEST_PART + 17);
        String upload = startUpload("multipart");

        // when
        List<CompletedPart> parts = IntStream.rangeClosed(1, 3)
                .mapToObj(number -> uploadPart("multipart", upload, number, partOf(content, number)))
                .toList();
        var completed = s3.completeMultipartUpload(request ->
                request.bucket(bucket).key("multipart").uploadId(upload).multipartUpload(m -> m.parts(parts)));

        // then
        assertThat(completed.eTag()).contains("-3");
        assertThat(read("multipart")).isEqualTo(content);
    }

    @Test
    void a_part_that_does_not_match_its_checksum_is_refused() {
        String upload = startUpload("bad-part");

        assertThatThrownBy(() -> s3.uploadPart(
                        request -> request.bucket(bucket)
                                .key("bad-part")
                                .uploadId(upload)
                                .partNumber(1)
                                .checksumCRC32(WRONG_CRC32),
                        RequestBody.fromString("not what was promised")))
                .satisfies(refusedWith(400));
    }

    @Test
    void an_object_that_does_not_match_its_checksum_is_refused() {
        assertThatThrownBy(() -> s3.putObject(
                        request -> request.bucket(bucket).key("bad").checksumCRC32(WRONG_CRC32),
                        RequestBody.fromString("not what was promised")))
                .satisfies(refusedWith(400));
    }

    @Test
    void this_server_verifies_checksums_but_tells_none() {
        // given
        s3.putObject(
                request -> request.bucket(bucket).key("checksummed").checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromString("content"));

        // when
        var head = s3.headObject(
                request -> request.bucket(bucket).key("checksummed").checksumMode(ChecksumMode.ENABLED));
        CompletedPart part = uploadPart("checksummed", startUpload("checksummed"), 1, new byte[] {1});

        // then
        assertThat(head.checksumSHA256()).isNull();
        assertThat(part.checksumCRC32()).isNull();
    }

    @Test
    void a_range_is_read_without_the_rest() {
        put("range", "0123456789");

        var range = s3.getObjectAsBytes(
                request -> request.bucket(bucket).key("range").range("bytes=3-5"));

        assertThat(range.asUtf8String()).isEqualTo("345");
        assertThat(range.response().contentRange()).isEqualTo("bytes 3-5/10");
    }

    @Test
    void a_key_that_must_be_new_is_written_once() {
        putIfAbsent("manifest.json", "first");

        assertThatThrownBy(() -> putIfAbsent("manifest.json", "second")).satisfies(refusedWith(412));
        assertThat(readText("manifest.json")).isEqualTo("first");
    }

    @Test
    void a_multipart_upload_of_a_key_that_must_be_new_is_refused_where_the_key_exists() {
        put("once", "first");
        String upload = startUpload("once");
        CompletedPart part = uploadPart("once", upload, 1, new byte[] {1});

        assertThatThrownBy(() -> s3.completeMultipartUpload(request -> request.bucket(bucket)
                        .key("once")
                        .uploadId(upload)
                        .ifNoneMatch("*")
                        .multipartUpload(m -> m.parts(List.of(part)))))
                .satisfies(refusedWith(412));
    }

    @Test
    void keys_are_listed_in_order_and_page_by_page() {
        IntStream.range(0, 5).forEach(number -> put("list/" + number, "x"));

        var pages =
                s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix("list/").maxKeys(2));

        assertThat(pages.stream()).hasSize(3);
        assertThat(pages.contents())
                .extracting(S3Object::key)
                .containsExactly("list/0", "list/1", "list/2", "list/3", "list/4");
    }

    @Test
    void folders_are_listed_as_common_prefixes() {
        put("tiers/daily/a", "x");
        put("tiers/hourly/b", "x");

        var listed = s3.listObjectsV2(
                request -> request.bucket(bucket).prefix("tiers/").delimiter("/"));

        assertThat(listed.commonPrefixes())
                .extracting(p -> p.prefix())
                .containsExactly("tiers/daily/", "tiers/hourly/");
    }

    @Test
    void an_unfinished_upload_is_listed_until_it_is_aborted() {
        // given
        String upload = startUpload("sweep/unfinished");
        uploadPart("sweep/unfinished", upload, 1, new byte[] {1});
        assertThat(unfinishedUploads("sweep/")).containsExactly(upload);

        // when
        s3.abortMultipartUpload(
                request -> request.bucket(bucket).key("sweep/unfinished").uploadId(upload));

        // then
        assertThat(unfinishedUploads("sweep/")).isEmpty();
        assertThatThrownBy(() -> read("sweep/unfinished")).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void many_objects_are_deleted_at_once() {
        List<ObjectIdentifier> keys = IntStream.range(0, 20)
                .mapToObj(number ->
                        ObjectIdentifier.builder().key("many/" + number).build())
                .toList();
        keys.forEach(key -> put(key.key(), "x"));

        var answer = s3.deleteObjects(request -> request.bucket(bucket).delete(d -> d.objects(keys)));

        assertThat(answer.deleted()).hasSize(20);
        assertThat(s3.listObjectsV2(r -> r.bucket(bucket).prefix("many/")).contents())
                .isEmpty();
    }

    @Test
    void a_copy_made_by_the_server_has_the_same_bytes() {
        put("daily", "rows");

        s3.copyObject(request -> request.sourceBucket(bucket)
                .sourceKey("daily")
                .destinationBucket(bucket)
                .destinationKey("weekly"));

        assertThat(readText("weekly")).isEqualTo("rows");
    }

    @Test
    void a_storage_class_given_at_creation_is_told() {
        s3.putObject(
                request -> request.bucket(bucket).key("cold").storageClass(StorageClass.GLACIER_IR),
                RequestBody.fromString("x"));

        assertThat(storageClassOf("cold")).isEqualTo("GLACIER_IR");
    }

    @Test
    void this_server_forgets_the_storage_class_of_an_upload_in_parts() {
        String upload = s3.createMultipartUpload(
                        r -> r.bucket(bucket).key("cold-parts").storageClass(StorageClass.DEEP_ARCHIVE))
                .uploadId();
        CompletedPart part = uploadPart("cold-parts", upload, 1, new byte[] {1});
        s3.completeMultipartUpload(request ->
                request.bucket(bucket).key("cold-parts").uploadId(upload).multipartUpload(m -> m.parts(List.of(part))));

        assertThat(storageClassOf("cold-parts")).isEqualTo("STANDARD");
    }

    @Test
    void this_server_forgets_the_storage_class_of_a_copy() {
        put("hot", "x");

        s3.copyObject(request -> request.sourceBucket(bucket)
                .sourceKey("hot")
                .destinationBucket(bucket)
                .destinationKey("cold-copy")
                .storageClass(StorageClass.DEEP_ARCHIVE));

        assertThat(storageClassOf("cold-copy")).isEqualTo("STANDARD");
    }

    @Test
    void this_server_knows_neither_tags_nor_thaws() {
        put("plain", "x");

        assertThatThrownBy(() -> s3.getObjectTagging(r -> r.bucket(bucket).key("plain")))
                .satisfies(refusedWith(501));
        assertThatThrownBy(() ->
                        s3.restoreObject(r -> r.bucket(bucket).key("plain").restoreRequest(t -> t.days(1))))
                .satisfies(refusedWith(501));
    }

    @Test
    void a_part_copied_by_the_server_is_part_of_the_object() {
        put("source", "rows");
        String upload = startUpload("joined");
        var copied = s3.uploadPartCopy(r -> r.sourceBucket(bucket)
                .sourceKey("source")
                .destinationBucket(bucket)
                .destinationKey("joined")
                .uploadId(upload)
                .partNumber(1)
                .copySourceRange("bytes=1-2"));

        CompletedPart part = CompletedPart.builder()
                .partNumber(1)
                .eTag(copied.copyPartResult().eTag())
                .build();
        s3.completeMultipartUpload(request ->
                request.bucket(bucket).key("joined").uploadId(upload).multipartUpload(m -> m.parts(List.of(part))));

        assertThat(readText("joined")).isEqualTo("ow");
    }

    @Test
    void a_write_that_expects_an_older_version_is_refused() {
        String eTag = s3.putObject(r -> r.bucket(bucket).key("swap"), RequestBody.fromString("1"))
                .eTag();
        s3.putObject(r -> r.bucket(bucket).key("swap").ifMatch(eTag), RequestBody.fromString("2"));

        assertThatThrownBy(() ->
                        s3.putObject(r -> r.bucket(bucket).key("swap").ifMatch(eTag), RequestBody.fromString("3")))
                .satisfies(refusedWith(412));
    }

    @Test
    void metadata_comes_back_with_the_object() {
        s3.putObject(
                request -> request.bucket(bucket).key("described").metadata(Map.of("digest", "abc")),
                RequestBody.fromString("x"));

        assertThat(s3.headObject(r -> r.bucket(bucket).key("described")).metadata())
                .containsEntry("digest", "abc");
    }

    @Test
    void this_server_completes_an_upload_whose_whole_checksum_is_wrong() {
        // given
        String upload = s3.createMultipartUpload(request -> request.bucket(bucket)
                        .key("whole")
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                        .checksumType(ChecksumType.FULL_OBJECT))
                .uploadId();
        var answer = s3.uploadPart(
                request -> request.bucket(bucket)
                        .key("whole")
                        .uploadId(upload)
                        .partNumber(1)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                RequestBody.fromString("content"));
        CompletedPart part = CompletedPart.builder()
                .partNumber(1)
                .eTag(answer.eTag())
                .checksumCRC32(answer.checksumCRC32())
                .build();

        // when
        s3.completeMultipartUpload(request -> request.bucket(bucket)
                .key("whole")
                .uploadId(upload)
                .checksumType(ChecksumType.FULL_OBJECT)
                .checksumCRC32(WRONG_CRC32)
                .multipartUpload(m -> m.parts(List.of(part))));

        // then
        assertThat(readText("whole")).isEqualTo("content");
    }

    private static String startUpload(String key) {
        return s3.createMultipartUpload(
                        request -> request.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.CRC32))
                .uploadId();
    }

    private static CompletedPart uploadPart(String key, String upload, int number, byte[] content) {
        var answer = s3.uploadPart(
                request -> request.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .partNumber(number)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                RequestBody.fromBytes(content));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32(answer.checksumCRC32())
                .build();
    }

    private static ThrowingConsumer<Throwable> refusedWith(int status) {
        return refused -> assertThat(refused)
                .isInstanceOfSatisfying(S3Exception.class, answer -> assertThat(answer.statusCode())
                        .isEqualTo(status));
    }

    private static String storageClassOf(String key) {
        return s3.headObject(r -> r.bucket(bucket).key(key)).storageClassAsString();
    }

    private static List<String> unfinishedUploads(String prefix) {
        return s3.listMultipartUploads(r -> r.bucket(bucket).prefix(prefix)).uploads().stream()
                .map(upload -> upload.uploadId())
                .toList();
    }

    private static void put(String key, String content) {
        s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(content));
    }

    private static void putIfAbsent(String key, String content) {
        s3.putObject(request -> request.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromString(content));
    }

    private static String readText(String key) {
        return new String(read(key), StandardCharsets.UTF_8);
    }

    private static byte[] read(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
    }

    private static byte[] partOf(byte[] content, int number) {
        int from = (number - 1) * SMALLEST_PART;
        return Arrays.copyOfRange(content, from, Math.min(content.length, from + SMALLEST_PART));
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
