package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import io.tillback.snapshot.Manifest;
import java.util.List;
import java.util.stream.Collectors;

/** A snapshot of everything beside {@code pg_dump -Fd -j2 -Z1} of everything. */
final class FullSnapshot implements Measure {
    @Override
    public List<Measured> take(Bench bench) {
        Runs time = new Runs();
        Runs bytes = new Runs();
        String ourCpu = "";
        String besideCpu = "";
        Manifest last = bench.engine().takeSnapshot(new Steps());
        for (int run = 0; run < bench.options().runs(); run++) {
            CpuTime cpu = CpuTime.of(bench);
            Steps steps = new Steps();
            var snapshot = Stopwatch.timed(() -> bench.engine().takeSnapshot(steps));
            last = snapshot.result();
            time.ours(snapshot.seconds());
            time.steps(steps.times());
            ourCpu = cpu.describe();
            cpu = CpuTime.of(bench);
            bytes.ours(megabytes(bench.engine().storedBytes(last)));
            var dump = Stopwatch.timed(() -> bench.dump("full"));
            time.beside(dump.seconds());
            bytes.beside(megabytes(bench.dumpBytes(dump.result())));
            besideCpu = cpu.describe();
            bench.removeDump(dump.result());
        }
        String tables = last.tables().stream()
                .filter(table -> table.bytes() > 1 << 20)
                .map(table -> "%s %,d rows, %s MB stored"
                        .formatted(table.shape().id(), table.rows(), Runs.number(megabytes(table.bytes()))))
                .collect(Collectors.joining("; "));
        return List.of(
                time.measured(
                        "snapshot-time",
                        "at most 1 ×",
                        Bound.ratioAtMost(1),
                        "s",
                        List.of(
                                "Both read: " + tables + ".",
                                "Processor seconds of the last run, ours: " + ourCpu + "; beside: " + besideCpu
                                        + " (pg_dump among it).")),
                bytes.measured(
                        "snapshot-bytes",
                        "fewer than beside it",
                        Bound.ratioAtMost(0.9999),
                        "MB",
                        List.of(
                                "Ours are all objects of the snapshot, indexes and manifest included; beside is the dump's folder.")));
    }

    static double megabytes(long bytes) {
        return bytes / 1e6;
    }
}
