package io.tillback.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** JSON over HTTP, as any client would speak it. */
public final class Http {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final Optional<String> authorization;

    private Http(URI base, Optional<String> authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    /** @param base ends with a slash; paths are relative to it */
    public static Http anonymous(URI base) {
        return new Http(base, Optional.empty());
    }

    public static Http as(URI base, String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new Http(base, Optional.of("Basic " + Base64.getEncoder().encodeToString(credentials)));
    }

    /** What came back, whatever the status. */
    public record Answer(int status, Map<String, String> headers, JsonNode body) {
        /** @throws IllegalStateException with the problem if the status is not of the 200s */
        public JsonNode orThrow() {
            if (status / 100 != 2) {
                throw new IllegalStateException("The server answered " + status + ": " + body);
            }
            return body;
        }
    }

    public JsonNode get(String path) {
        return send("GET", path, BodyPublishers.noBody(), Map.of()).orThrow();
    }

    public JsonNode post(String path, String json) {
        return tryPost(path, json, Map.of()).orThrow();
    }

    /** A POST without a body. */
    public JsonNode post(String path) {
        return send("POST", path, BodyPublishers.noBody(), Map.of()).orThrow();
    }

    public JsonNode put(String path, String json) {
        return tryPut(path, json).orThrow();
    }

    public Answer tryPut(String path, String json) {
        return send("PUT", path, BodyPublishers.ofString(json), Map.of());
    }

    public Answer tryGet(String path) {
        return send("GET", path, BodyPublishers.noBody(), Map.of());
    }

    public Answer tryDelete(String path) {
        return send("DELETE", path, BodyPublishers.noBody(), Map.of());
    }

    public Answer tryPost(String path, String json, Map<String, String> headers) {
        return send("POST", path, BodyPublishers.ofString(json), headers);
    }

    private Answer send(String method, String path, BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofMinutes(5))
                .header("Accept", "application/json, application/problem+json")
                .header("Content-Type", "application/json")
                .method(method, body);
        authorization.ifPresent(value -> request.header("Authorization", value));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            Map<String, String> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> received.put(name, values.get(0)));
            return new Answer(response.statusCode(), received, parse(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException("No answer from " + base.resolve(path), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + base.resolve(path), e);
        }
    }

    /** Pages that are not JSON, an error page for example, become one text. */
    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(body);
        }
    }
}
