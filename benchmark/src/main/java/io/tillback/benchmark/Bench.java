package io.tillback.benchmark;

import io.tillback.model.TableId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What all measures work on.
 *
 * @param database filled with the data of both sides; the catalog is in it
 * @param dumps where {@code pg_dump} writes
 */
record Bench(
        Options options,
        DebianPostgres postgres,
        StoreData data,
        ObjectServer objects,
        String database,
        Engine engine,
        Path dumps) {
    static final TableId ACCOUNTS = new TableId("public", "pgbench_accounts");
    static final TableId PRODUCTS = new TableId("store", "product");

    ObjectServer.Bucket bucket() {
        return objects.bucket();
    }

    /**
     * The same data, dumped as the ask says; the catalog is left out, as our snapshot does.
     *
     * @param options that leave out more
     */
    Path dump(String name, String... options) {
        Path dump = dumps.resolve(name);
        List<String> all =
                new ArrayList<>(List.of("-Fd", "-j2", "-Z1", "-N", "tillback", "-f", dump.toString(), database));
        all.addAll(List.of(options));
        postgres.tool("pg_dump", all.toArray(String[]::new));
        return dump;
    }

    void removeDump(Path dump) {
        postgres.line("rm -rf '" + dump + "'");
    }

    long dumpBytes(Path dump) {
        return Long.parseLong(
                postgres.line("du -sb --apparent-size '" + dump + "' | cut -f1").strip());
    }
}
