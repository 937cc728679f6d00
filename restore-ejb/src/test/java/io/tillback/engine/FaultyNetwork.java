package io.tillback.engine;

import io.tillback.running.RunningObjectStore;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A line to the real S3 server on which things go wrong, request by request. */
final class FaultyNetwork implements AutoCloseable {
    /** @param line for example {@code GET /tillback/test/shop1/… HTTP/1.1} */
    record Request(String line) {
        boolean is(String method) {
            return line.startsWith(method + " ");
        }

        boolean concerns(String text) {
            return line.contains(text);
        }
    }

    /** What becomes of a request; bodies are counted in bytes behind the answer's head. */
    interface Fate {
        /** Nothing unusual. */
        Fate PASS = (from, to, network) -> from.transferTo(to);

        /** The server never sees the request. */
        static Fate answer(int status, String code) {
            return new Answered(status, code);
        }

        /** The connection breaks after so many bytes of the answer's body. */
        static Fate cutAfter(long bytes) {
            return (from, to, network) -> pass(from, to, bytes);
        }

        /** Nothing more comes after so many bytes of the answer's body. */
        static Fate stallAfter(long bytes) {
            return (from, to, network) -> {
                pass(from, to, bytes);
                network.awaitEnd();
            };
        }

        /** The server does what it was asked, and nobody hears of it. */
        Fate LOSE_ANSWER = (from, to, network) -> {
            head(from, to);
            from.transferTo(OutputStream.nullOutputStream());
        };

        void carry(InputStream from, OutputStream to, FaultyNetwork network) throws IOException;

        private static void pass(InputStream from, OutputStream to, long bytes) throws IOException {
            to.write(head(from, to).getBytes(StandardCharsets.ISO_8859_1));
            to.write(from.readNBytes((int) bytes));
            to.flush();
        }
    }

    private record Answered(int status, String code) implements Fate {
        @Override
        public void carry(InputStream from, OutputStream to, FaultyNetwork network) throws IOException {
            String body = "<Error><Code>%s</Code><Message>so says the test</Message></Error>".formatted(code);
            to.write(
                    "HTTP/1.1 %d Sorry\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                            .formatted(status, body.length(), body)
                            .getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private final URI server;
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final Object end = new Object();
    private volatile Function<Request, Fate> fates = request -> Fate.PASS;
    private volatile boolean closed;

    private FaultyNetwork(URI server, ServerSocket listening) {
        this.server = server;
        this.listening = listening;
    }

    static FaultyNetwork before(RunningObjectStore objects) throws IOException {
        FaultyNetwork network =
                new FaultyNetwork(objects.endpoint(), new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        network.threads.execute(network::listen);
        return network;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** From the next request on. */
    void decide(Function<Request, Fate> fate) {
        fates = fate;
    }

    private void listen() {
        while (!closed) {
            try {
                Socket client = listening.accept();
                open.add(client);
                if (!closed) {
                    threads.execute(() -> serve(client));
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** One request a connection: whoever decides sees each. */
    private void serve(Socket client) {
        try (client;
                InputStream asked = new BufferedInputStream(client.getInputStream())) {
            String head = head(asked, OutputStream.nullOutputStream());
            if (head.isEmpty()) {
                return;
            }
            Fate fate = fates.apply(new Request(head.substring(0, head.indexOf("\r\n"))));
            if (fate instanceof Answered) {
                fate.carry(InputStream.nullInputStream(), client.getOutputStream(), this);
                client.shutdownOutput();
                asked.transferTo(OutputStream.nullOutputStream());
                return;
            }
            forward(head, asked, client, fate);
        } catch (IOException e) {
            // One of both ends hung up, which is what this is for.
            return;
        } finally {
            open.remove(client);
        }
    }

    private void forward(String head, InputStream asked, Socket client, Fate fate) throws IOException {
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            open.add(upstream);
            OutputStream to = upstream.getOutputStream();
            to.write(head.replaceFirst("(?i)\r\nConnection: [^\r]*", "")
                    .replaceFirst("\r\n", "\r\nConnection: close\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            threads.execute(() -> pump(asked, to));
            fate.carry(new BufferedInputStream(upstream.getInputStream()), client.getOutputStream(), this);
            open.remove(upstream);
        }
    }

    private static void pump(InputStream from, OutputStream to) {
        try {
            from.transferTo(to);
        } catch (IOException e) {
            // The other direction knows.
            return;
        }
    }

    /**
     * Up to and including the empty line; nothing if the other end hung up.
     *
     * @param interim gets "go on" answers: whoever waits for one has not sent the body yet
     */
    private static String head(InputStream in, OutputStream interim) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            head.append((char) octet);
            if (octet == '\n' && head.toString().endsWith("\r\n\r\n")) {
                if (!head.toString().startsWith("HTTP/1.1 100")) {
                    return head.toString();
                }
                interim.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
                head.setLength(0);
            }
        }
        return "";
    }

    private void awaitEnd() {
        synchronized (end) {
            while (!closed) {
                try {
                    end.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        synchronized (end) {
            end.notifyAll();
        }
        listening.close();
        for (Closeable socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
