package io.tillback.benchmark;

import io.tillback.running.RunningObjectStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The tests' S3 server in a process of its own, so that its memory is not counted as ours. */
final class ObjectServer implements AutoCloseable {
    private final Process process;
    private final Bucket bucket;

    /** How to reach it. */
    record Bucket(URI endpoint, String region, String name, String accessKey, String secretKey) {
        String line() {
            return String.join(" ", endpoint.toString(), region, name, accessKey, secretKey);
        }

        static Bucket parse(String line) {
            String[] words = line.split(" ", 5);
            return new Bucket(URI.create(words[0]), words[1], words[2], words[3], words[4]);
        }
    }

    private ObjectServer(Process process, Bucket bucket) {
        this.process = process;
        this.bucket = bucket;
    }

    /** @param directory where the objects lie as files */
    static ObjectServer start(Path directory) {
        try {
            Process process = JavaProcess.builder(ObjectServer.class, "-Xmx512m", directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("The S3 server did not start");
            }
            return new ObjectServer(process, Bucket.parse(line));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the S3 server", e);
        }
    }

    /** The server's process: ends when its standard input does, so it never outlives the benchmark. */
    public static void main(String[] arguments) throws IOException {
        Logger.getLogger("").setLevel(Level.SEVERE);
        try (RunningObjectStore store = RunningObjectStore.start(Path.of(arguments[0]))) {
            System.out.println(
                    new Bucket(store.endpoint(), store.region(), store.bucket(), store.accessKey(), store.secretKey())
                            .line());
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    long pid() {
        return process.pid();
    }

    Bucket bucket() {
        return bucket;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
