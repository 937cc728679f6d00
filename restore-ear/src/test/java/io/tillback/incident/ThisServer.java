package io.tillback.incident;

import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.running.ServerEnvironment;
import java.net.URI;

/** The server that a replay runs in, reached as from outside. */
final class ThisServer {
    private ThisServer() {}

    static SampleStore store() {
        return SampleStore.filledAt(uri());
    }

    static TillbackClient operator() {
        return TillbackClient.as(uri(), "operator", ServerEnvironment.DEMO_PASSWORD);
    }

    private static URI uri() {
        return URI.create("http://localhost:" + System.getenv("TILLBACK_HTTP_PORT") + "/");
    }
}
