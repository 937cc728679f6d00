package io.tillback.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tillback.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the figures for people and for programs. */
final class Report {
    private static final String PROOFS = "\n## The long oracle\n";

    private final Options options;
    private final List<String> machine;
    private final String commit;
    private final LocalDate date;

    Report(Options options, List<String> machine, String commit, LocalDate date) {
        this.options = options;
        this.machine = List.copyOf(machine);
        this.commit = commit;
        this.date = date;
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record Line(
            String key,
            double ours,
            @Nullable Double beside,
            @Nullable Double ratio,
            String ask,
            String unit,
            int runs,
            String commit,
            String date) {}

    void write(Path directory, List<Measured> all) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("benchmarks.json"), json(all));
            Path page = directory.resolve("BENCHMARKS.md");
            Files.writeString(page, markdown(all) + proofs(page));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the report to " + directory, e);
        }
    }

    /** That section is another proof's, and the last of the page. */
    private static String proofs(Path page) throws IOException {
        String before = Files.exists(page) ? Files.readString(page) : "";
        int begin = before.indexOf(PROOFS);
        return begin < 0 ? "" : before.substring(begin);
    }

    String json(List<Measured> all) {
        byte[] lines = Json.writePretty(all.stream()
                .map(row -> new Line(
                        row.key(),
                        rounded(row.ours()),
                        row.beside() == null ? null : Double.valueOf(rounded(row.beside())),
                        row.ratio() == null ? null : Double.valueOf(rounded(row.ratio())),
                        row.ask(),
                        row.unit(),
                        row.runs(),
                        commit,
                        date.toString()))
                .toList());
        return new String(lines, StandardCharsets.UTF_8) + "\n";
    }

    private static double rounded(double figure) {
        return Math.round(figure * 10_000) / 10_000.0;
    }

    String markdown(List<Measured> all) {
        return """
                # Benchmarks

                Measured %s, commit %s, at scale %s: %,d accounts, %,d products of about a kilobyte, one column of %,d rows.

                ```
                ./mvnw -Pbenchmark verify
                ```

                writes this page and [benchmarks.json](benchmarks.json) anew. It makes its own PostgreSQL cluster, needs 25 GB of disk
                and two hours, and wants a quiet machine. `-Dbenchmark.scale=0.05` tries it out on less, and writes to
                `benchmark/target`.

                %s

                ## Figures

                Medians; ours and what stands beside it took turns on the same data. *Ratio* is ours divided by beside.

                | Key | Ours | Beside | Unit | Ratio | Ask | Met |
                |---|---|---|---|---|---|---|
                %s

                | Key | Ours | Beside |
                |---|---|---|
                | `snapshot-…` | full snapshot to the S3 server: time; bytes of all its objects | `pg_dump -Fd -j2 -Z1` of the same tables |
                | `rows-by-key-time` | 1,000 lost, scattered rows, by key: plan, apply, proof | `pg_restore -t` into a scratch database, primary key, rows copied over |
                | `rows-by-key-bytes…` | bytes read from the bucket for them, indexes included | the table's data objects |
                | `column-time` | from the staged table: comparison, plan, fingerprint, apply, proof, commit | the fastest `UPDATE … FROM` of several, on the same staging table |
                | `store-during-snapshot` | transactions a second of a store at full speed that takes orders, while snapshots are taken | without |
                | `store-during-snapshot-tpcb` | the same of transactions that all meet in a hundred rows | without |
                | `heap` | the `-Xmx` in which snapshot, plan and restore went through | |
                | `recording-throughput` | TPC-B-like transactions a second while all changes are recorded | while none is |
                | `alerts-throughput` | the same, while what is recorded is looked at for alerts too | while it is recorded only |
                | `recording-bulk` | one `UPDATE` of 200,000 accounts while it is recorded | while it is not |
                | `journal-bytes` | bytes of the companion table for each updated account | bytes of the account in its own table |
                | `incremental-…` | a snapshot of what changed in a hundredth of all accounts since a full one: time; bytes of all its objects | that full snapshot |
                | `seam` | holding a full snapshot against the one before it, a hundredth of all accounts having changed since | taking that full snapshot |
                | `seam-of-a-tenth` | the same of a tenth | the same |
                | `rows-from-journal` | 1,000 rows lost before 1,000,000 others changed: plan from the journal, apply, proof | as beside `rows-by-key-time` |
                | `newest-moment-time` | an account that only the oldest of 100 snapshots still holds: which one is it, the question asked again | |
                | `newest-moment-time-first` | the same, the first time the table is asked for | |
                | `row-life-time` | the life of a deleted account among 1,000,000 recorded changes, who deleted it, when it last existed | |
                | `row-life-time-unsettled` | the same while the newest segment holds them all | |
                | `search-ms` | among 10,000,000 recorded changes, the slowest of: search by key, first page of what became of the rows that a search has found, a row's life | |
                | `recalled-search-ms` | the same search by key, once the changes of all segments were dropped and brought back from the object store | |
                | `column-from-journal` | a column that one `UPDATE` changed in every row: plan from the journal, fingerprint, apply, proof, commit | the fastest `UPDATE … FROM` of several, on the same companion table; both are recorded |
                | `gap-time` | telling each of 1,000,000 changes, of 1,000 sellers, whether a plan brings it back, loses it or keeps it | a bare `GROUP BY` seller, transaction and minute of the same records |
                | `release-out-s` | taking one transaction's damage to 18 accounts out of all, others having gone on changing them: plan, apply, proof | |

                ## What was found

                %s
                """.formatted(
                        date,
                        commit,
                        Runs.number(options.scale()).replaceAll("\\.?0+$", ""),
                        options.accounts(),
                        options.products(),
                        options.changedRows(),
                        machine.stream().map(line -> "- " + line).collect(Collectors.joining("\n")),
                        all.stream().map(Report::row).collect(Collectors.joining("\n")),
                        all.stream().map(Report::details).collect(Collectors.joining("\n\n")));
    }

    private static String row(Measured row) {
        return "| `%s` | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        row.key(),
                        Runs.number(row.ours()),
                        row.beside() == null ? "" : Runs.number(row.beside()),
                        row.unit(),
                        row.ratio() == null ? "" : String.format(Locale.ROOT, "%.3f", row.ratio()),
                        row.ask(),
                        row.isMet() ? "yes" : "**no**");
    }

    private static String details(Measured row) {
        return "**`%s`**\n\n%s"
                .formatted(
                        row.key(),
                        row.details().stream().map(line -> "- " + line).collect(Collectors.joining("\n")));
    }
}
