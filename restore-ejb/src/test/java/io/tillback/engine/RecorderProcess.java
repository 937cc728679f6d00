package io.tillback.engine;

import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.model.ShipmentId;
import io.tillback.running.RunningObjectStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** A {@link DoomedRecorder}: tells it what to do, and remembers what it said. */
final class RecorderProcess implements AutoCloseable {
    private static final int LONGEST_WAIT_SECONDS = 120;

    private final Process process;
    private final Writer orders;
    private final Runnable onMoment;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final List<Moment> kept = new ArrayList<>();
    private final List<ShipmentId> shipped = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final CompletableFuture<Void> heard;

    private RecorderProcess(Process process, Runnable onMoment) {
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.onMoment = onMoment;
        this.heard = CompletableFuture.runAsync(this::listen, command -> new Thread(command, "recorder").start());
    }

    /**
     * Starts one, which rests at first.
     *
     * @param onMoment run for each moment that it says it has kept
     */
    static RecorderProcess start(Engine engine, Runnable onMoment) throws InterruptedException {
        RecorderProcess recorder = new RecorderProcess(start(orders(engine)), onMoment);
        recorder.await(DoomedRecorder.READY);
        return recorder;
    }

    private static DoomedRecorder.Orders orders(Engine engine) {
        PGSimpleDataSource database = (PGSimpleDataSource) engine.database;
        RunningObjectStore objects = Surroundings.objects();
        return new DoomedRecorder.Orders(
                database.getURL(),
                String.valueOf(database.getUser()),
                String.valueOf(database.getPassword()),
                objects.endpoint(),
                objects.region(),
                objects.bucket(),
                engine.layout);
    }

    private static Process start(DoomedRecorder.Orders orders) {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-Daws.accessKeyId=" + Surroundings.objects().accessKey(),
                            "-Daws.secretAccessKey=" + Surroundings.objects().secretKey(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            DoomedRecorder.class.getName(),
                            Json.write(orders))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void hear(String line) {
        if (line.startsWith(DoomedRecorder.KEPT)) {
            String[] parts = line.split(" ", 3);
            kept.add(new Moment(parts[2], Instant.parse(parts[1])));
            onMoment.run();
        } else if (line.startsWith(DoomedRecorder.SHIPPED)) {
            shipped.add(new ShipmentId(line.substring(DoomedRecorder.SHIPPED.length())));
        } else if (line.startsWith(DoomedRecorder.FAILED)) {
            failures.add(line.substring(DoomedRecorder.FAILED.length()));
        } else {
            answers.add(line);
        }
    }

    private void await(String answer) throws InterruptedException {
        String given = answers.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        if (!answer.equals(given)) {
            throw new IllegalStateException("The recorder said " + given + " instead of " + answer);
        }
    }

    void work() {
        tell(DoomedRecorder.WORK);
    }

    /** Nothing of it is under way afterwards. */
    void rest() throws InterruptedException {
        tell(DoomedRecorder.REST);
        await(DoomedRecorder.RESTING);
    }

    private void tell(String order) {
        try {
            orders.write(order + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By its handle: killing by the process itself closes the stream that is being read. */
    void kill() {
        process.toHandle().destroyForcibly();
        heard.join();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The moments that it said it had kept. */
    synchronized List<Moment> kept() {
        return List.copyOf(kept);
    }

    synchronized List<ShipmentId> shipped() {
        return List.copyOf(shipped);
    }

    /** What it could not do since it was asked last. */
    synchronized List<String> takeFailures() {
        List<String> taken = List.copyOf(failures);
        failures.clear();
        return taken;
    }

    @Override
    public void close() {
        kill();
    }
}
