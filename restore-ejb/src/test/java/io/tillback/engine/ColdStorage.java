package io.tillback.engine;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Answers a GET of what lies in GLACIER or DEEP_ARCHIVE as S3 does; the local server forgets the class. */
final class ColdStorage implements ExecutionInterceptor {
    private static final Set<String> COLD = Set.of("GLACIER", "DEEP_ARCHIVE");
    private static final byte[] ANSWER = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>InvalidObjectState</Code><Message>The operation is not valid for the object's storage class</Message>\
            <StorageClass>DEEP_ARCHIVE</StorageClass><RequestId>1</RequestId></Error>
            """.getBytes(StandardCharsets.UTF_8);

    private final Map<String, String> classes = new ConcurrentHashMap<>();

    String classOf(String key) {
        return classes.getOrDefault(key, "STANDARD");
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        if (request instanceof PutObjectRequest put) {
            classes.put(put.key(), put.storageClassAsString());
        }
        if (request instanceof CreateMultipartUploadRequest create) {
            classes.put(create.key(), create.storageClassAsString());
        }
    }

    private boolean isCold(SdkRequest request) {
        return request instanceof GetObjectRequest get && COLD.contains(classOf(get.key()));
    }

    @Override
    public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return isCold(context.request())
                ? SdkHttpResponse.builder()
                        .statusCode(403)
                        .putHeader("Content-Type", "application/xml")
                        .putHeader("Content-Length", String.valueOf(ANSWER.length))
                        .build()
                : context.httpResponse();
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return isCold(context.request()) ? Optional.of(new ByteArrayInputStream(ANSWER)) : context.responseBody();
    }
}
