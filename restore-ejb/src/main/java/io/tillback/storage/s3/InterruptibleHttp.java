package io.tillback.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Requests that can be ended from another thread: those under way fail, and so do all that are begun afterwards. Answers
 * that end early fail too.
 */
final class InterruptibleHttp implements SdkHttpClient {
    private final SdkHttpClient client;
    private final Set<ExecutableHttpRequest> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean interrupted;

    InterruptibleHttp(SdkHttpClient client) {
        this.client = client;
    }

    void interrupt() {
        interrupted = true;
        underWay.forEach(ExecutableHttpRequest::abort);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new Request(client.prepareRequest(request));
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }

    private final class Request implements ExecutableHttpRequest {
        private final ExecutableHttpRequest request;

        private Request(ExecutableHttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            underWay.add(request);
            boolean streaming = false;
            try {
                if (interrupted) {
                    // Not one of the failures that the SDK tries again.
                    throw AbortedException.create("the work was cancelled");
                }
                HttpExecuteResponse response = request.call();
                streaming = response.responseBody().isPresent();
                return streaming ? watched(response, response.responseBody().get()) : response;
            } finally {
                if (!streaming) {
                    underWay.remove(request);
                }
            }
        }

        /** The request is under way until its answer has been read. */
        private HttpExecuteResponse watched(HttpExecuteResponse response, AbortableInputStream body) {
            InputStream watched = new CompleteBody(body, length(response)) {
                @Override
                public void close() throws IOException {
                    underWay.remove(request);
                    super.close();
                }
            };
            return HttpExecuteResponse.builder()
                    .response(response.httpResponse())
                    .responseBody(AbortableInputStream.create(watched, body))
                    .build();
        }

        /** Nothing is missed of a body whose length was not said. */
        private long length(HttpExecuteResponse response) {
            return response.httpResponse()
                    .firstMatchingHeader("Content-Length")
                    .map(Long::parseLong)
                    .orElse(0L);
        }

        @Override
        public void abort() {
            request.abort();
        }
    }
}
