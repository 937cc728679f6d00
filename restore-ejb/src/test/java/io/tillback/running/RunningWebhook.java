package io.tillback.running;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that keeps what is posted to it, and answers as it is told to. */
public final class RunningWebhook implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private volatile int status = 204;

    /** What was posted: the headers that Tillback documents, and the body as it came. */
    public record Post(String delivery, String timestamp, String signature, String type, String body) {}

    private RunningWebhook(HttpServer server) {
        this.server = server;
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Starts on a free port of the loopback address. */
    public static RunningWebhook start() throws IOException {
        return new RunningWebhook(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    public URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/alerts");
    }

    /** From now on answers so; 0 not at all, and below 0 it hangs up. */
    public void answerWith(int newStatus) {
        status = newStatus;
    }

    /** In the order they came. */
    public List<Post> posts() {
        return List.copyOf(posts);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            posts.add(new Post(
                    header(exchange, "Tillback-Delivery"),
                    header(exchange, "Tillback-Timestamp"),
                    header(exchange, "Tillback-Signature"),
                    header(exchange, "Content-Type"),
                    new String(body.readAllBytes(), StandardCharsets.UTF_8)));
        }
        if (status > 0) {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }
        if (status < 0) {
            exchange.close();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return String.valueOf(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
