package io.tillback.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Measures everything and writes the report. {@link Options} are system properties. */
public final class Benchmark {
    private static final String DATABASE = "bench";

    private Benchmark() {}

    public static void main(String[] arguments) throws IOException {
        Logger.getLogger("").setLevel(Level.SEVERE);
        Options options = Options.fromSystemProperties();
        Files.createDirectories(options.directory());
        Path scratch = Files.createTempDirectory(options.directory(), "run");
        try {
            run(options, scratch);
        } finally {
            new Shell(options.directory()).removeAll(scratch);
        }
    }

    private static void run(Options options, Path scratch) throws IOException {
        Path work = Files.createDirectory(scratch.resolve("postgres"));
        // The user postgres has to get through to what is its own.
        scratch.toFile().setExecutable(true, false);
        scratch.toFile().setReadable(true, false);
        Shell.handOver(work);
        try (DebianPostgres postgres = DebianPostgres.start(work);
                ObjectServer objects = ObjectServer.start(scratch.resolve("objects"))) {
            List<String> machine = Machine.describe(postgres, options.project());
            StoreData data = new StoreData(postgres);
            say("Filling the database: %,d accounts, %,d products".formatted(options.accounts(), options.products()));
            var database = postgres.createDatabase(DATABASE);
            data.create(DATABASE, options);
            try (Engine engine = Engine.on(database, objects.bucket())) {
                Bench bench = new Bench(options, postgres, data, objects, DATABASE, engine, work);
                List<Measured> all = measure(bench);
                Path target = options.report();
                String commit = Machine.commit(options.project());
                new Report(options, machine, commit, LocalDate.now(Clock.systemUTC())).write(target, all);
                say("Written: " + target.resolve("BENCHMARKS.md"));
            }
        }
    }

    /** In the order that leaves the data good for those to come: the last four scatter rows and grow tables. */
    private static List<Measured> measure(Bench bench) {
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("snapshot", new FullSnapshot());
        measures.put("rows", new RowsByKey());
        measures.put("newest-moment-time", new NewestMomentTime());
        measures.put("column", new OneColumn());
        measures.put("recording-throughput", new RecordingThroughput());
        measures.put("alerts-throughput", new AlertsThroughput());
        measures.put("recording-bulk", new RecordingBulk());
        measures.put("journal-bytes", new JournalBytes());
        measures.put("incremental", new IncrementalSnapshot());
        measures.put("seam", new SeamTime());
        measures.put("column-from-journal", new ColumnFromJournal());
        measures.put("gap-time", new GapTime());
        measures.put("search-ms", new SearchTime());
        measures.put("recalled-search-ms", new RecallTime());
        measures.put("release-out-s", new ReleaseOut());
        measures.put("store", new StoreDuringSnapshot());
        measures.put("heap", new LittleHeap());
        measures.put("rows-from-journal", new RowsFromJournal());
        measures.put("row-life-time", new RowLifeTime());
        List<Measured> all = new ArrayList<>();
        measures.forEach((name, measure) -> {
            if (!bench.options().measures(name)) {
                return;
            }
            say("Measuring: " + name);
            var taken = Stopwatch.timed(() -> measure.take(bench));
            taken.result().forEach(row -> say("  " + row.inShort()));
            say("  took " + Runs.number(taken.seconds()) + " s");
            all.addAll(taken.result());
        });
        return all;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
