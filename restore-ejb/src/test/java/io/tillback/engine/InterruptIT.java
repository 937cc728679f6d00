package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.InterruptibleDatabase;
import io.tillback.jdbc.postgresql.PostgresCanceller;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.StorageClass;
import io.tillback.storage.s3.S3ObjectStore;
import io.tillback.storage.s3.S3Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work that waits for a database or an object store that would answer in ten minutes, or never. */
class InterruptIT {
    private static final Duration SECONDS = Duration.ofSeconds(10);

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private Engine engine;
    private InterruptibleDatabase database;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.on("CREATE TABLE kept (id int)");
        database = new InterruptibleDatabase(engine.database, new PostgresCanceller(), () -> {});
    }

    @AfterEach
    void close() {
        engine.close();
        executor.shutdownNow();
    }

    @Test
    void a_statement_is_ended_and_its_connection_is_not_used_again() throws Exception {
        Future<Object> waiting = executor.submit(() -> {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                return statement.execute("SELECT pg_sleep(600)");
            }
        });
        awaitSleeping();

        database.interrupt();

        assertThatThrownBy(() -> waiting.get(SECONDS.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        Awaitility.await()
                .atMost(SECONDS)
                .until(() -> engine.number("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(600)%'"
                                + " AND pid <> pg_backend_pid()")
                        == 0);
    }

    @Test
    void a_copy_that_waits_is_ended() throws Exception {
        Future<Object> waiting = executor.submit(() -> {
            try (Connection connection = database.getConnection()) {
                new PostgresCopy().copyOut(connection, "COPY (SELECT 1 FROM pg_sleep(600)) TO STDOUT", row -> {});
                return "copied";
            }
        });
        awaitSleeping();

        database.interrupt();

        assertThatThrownBy(() -> waiting.get(SECONDS.toSeconds(), TimeUnit.SECONDS))
                .hasMessageContaining("canceling statement due to user request");
    }

    @Test
    void a_connection_that_was_handed_back_is_left_alone() throws Exception {
        try (Connection pooled = engine.database.getConnection()) {
            InterruptibleDatabase pool = new InterruptibleDatabase(
                    new PoolOfOne(engine.database, pooled), new PostgresCanceller(), () -> {});
            pool.getConnection().close();
            Future<Object> next = executor.submit(() -> {
                try (Statement statement = pooled.createStatement()) {
                    return statement.execute("SELECT pg_sleep(2)");
                }
            });
            awaitSleeping();

            pool.interrupt();

            assertThat(next.get(SECONDS.toSeconds(), TimeUnit.SECONDS)).isEqualTo(true);
        }
    }

    private void awaitSleeping() {
        Awaitility.await()
                .atMost(SECONDS)
                .until(() -> engine.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                                + " AND datname = current_database()")
                        == 1);
    }

    @Test
    void an_upload_to_a_store_that_never_answers_is_ended() throws Exception {
        try (Silent server = new Silent("");
                S3ObjectStore store = server.connect()) {
            Future<Object> waiting = executor.submit(() -> {
                try (ObjectSink sink = store.create(new ObjectKey("some/object"), StorageClass.STANDARD)) {
                    sink.write(new byte[] {1, 2, 3});
                    sink.complete();
                    return "written";
                }
            });
            server.awaitRequest();

            store.interrupt();

            assertEndsUnavailable(waiting);
        }
    }

    @Test
    void a_download_that_stops_in_the_middle_is_ended() throws Exception {
        try (Silent server = new Silent("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: \"x\"\r\n\r\nabc");
                S3ObjectStore store = server.connect()) {
            Future<Object> waiting = executor.submit((Callable<Object>) () -> {
                try (InputStream in = store.open(new ObjectKey("some/object"))) {
                    return in.readAllBytes();
                }
            });
            server.awaitRequest();

            store.interrupt();

            assertThatThrownBy(() -> waiting.get(SECONDS.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void a_store_that_was_interrupted_begins_nothing_more() throws Exception {
        try (Silent server = new Silent("");
                S3ObjectStore store = server.connect()) {
            store.interrupt();

            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> store.listFolders("some/"))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE))
                    .withMessageContaining("the work was cancelled");
            assertThat(server.requests).isEmpty();
        }
    }

    private static void assertEndsUnavailable(Future<Object> waiting) {
        assertThatThrownBy(() -> waiting.get(SECONDS.toSeconds(), TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        RestoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
    }

    /** Takes connections, says what it is told to, and then nothing more. */
    private final class Silent implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> requests = new CopyOnWriteArrayList<>();

        private Silent(String answer) throws IOException {
            executor.execute(() -> serve(answer.getBytes(StandardCharsets.UTF_8)));
        }

        private void serve(byte[] answer) {
            try {
                while (true) {
                    Socket request = socket.accept();
                    request.getOutputStream().write(answer);
                    request.getOutputStream().flush();
                    requests.add(request);
                }
            } catch (IOException e) {
                assertThat(socket.isClosed()).as("%s", e).isTrue();
            }
        }

        private S3ObjectStore connect() {
            System.setProperty("aws.accessKeyId", "none");
            System.setProperty("aws.secretAccessKey", "none");
            URI endpoint = URI.create("http://127.0.0.1:" + socket.getLocalPort());
            return new S3ObjectStore(new S3Settings(Optional.of(endpoint), "us-east-1", "bucket"));
        }

        private void awaitRequest() {
            Awaitility.await().atMost(SECONDS).until(() -> !requests.isEmpty());
            Awaitility.await()
                    .atMost(SECONDS)
                    .until(() -> requests.get(0).getInputStream().available() > 0);
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket request : requests) {
                request.close();
            }
        }
    }
}
