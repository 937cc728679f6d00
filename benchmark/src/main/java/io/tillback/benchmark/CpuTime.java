package io.tillback.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Processor seconds of processes with the children that they have outlived, as Linux counts them. */
final class CpuTime {
    private static final double TICKS_A_SECOND = 100;

    /** Where the counters stand in {@code /proc/<pid>/stat} behind the process's name. */
    private static final int FIRST = 11;

    private static final int LAST = 14;

    private final Map<String, Long> processes;
    private final Map<String, Double> before;

    private CpuTime(Map<String, Long> processes) {
        this.processes = processes;
        this.before = read();
    }

    /** Begins to count. */
    static CpuTime of(Bench bench) {
        return new CpuTime(Map.of(
                "PostgreSQL",
                bench.postgres().pid(),
                "S3 server",
                bench.objects().pid(),
                "this process",
                ProcessHandle.current().pid()));
    }

    private Map<String, Double> read() {
        return processes.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, process -> seconds(process.getValue())));
    }

    /** Processor seconds so far, of processes that go on and of those that ended. */
    static double ofDatabaseAndEngine(Bench bench) {
        long server = bench.postgres().pid();
        double backends = ProcessHandle.of(server).stream()
                .flatMap(ProcessHandle::children)
                .mapToDouble(child -> seconds(child.pid()))
                .sum();
        return seconds(server) + backends + seconds(ProcessHandle.current().pid());
    }

    private static double seconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
            return fields.subList(FIRST, LAST + 1).stream()
                            .mapToLong(Long::parseLong)
                            .sum()
                    / TICKS_A_SECOND;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Since the beginning. */
    String describe() {
        Map<String, Double> now = new TreeMap<>(read());
        return now.entrySet().stream()
                .map(process -> Runs.number(process.getValue() - before.getOrDefault(process.getKey(), 0.0)) + " "
                        + process.getKey())
                .collect(Collectors.joining(", "));
    }
}
