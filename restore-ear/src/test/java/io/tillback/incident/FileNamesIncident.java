package io.tillback.incident;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import java.util.Map;
import java.util.TreeMap;

/** Incident 1 as it happens: a snapshot, orders, a script without a WHERE, and sellers who help themselves. */
final class FileNamesIncident {
    static final String DAMAGE = "download-new.zip";
    private static final int MENDED = 12;
    private static final int ORDERS = 40;

    private final SampleStore store;
    private final TillbackClient tillback;
    private final String snapshot;
    private final Map<String, String> namesToBe;

    private FileNamesIncident(
            SampleStore store, TillbackClient tillback, String snapshot, Map<String, String> namesToBe) {
        this.store = store;
        this.tillback = tillback;
        this.snapshot = snapshot;
        this.namesToBe = namesToBe;
    }

    static FileNamesIncident happen(StoreRows rows) {
        SampleStore store = ThisServer.store();
        TillbackClient tillback = ThisServer.operator();
        // A run that stopped half-way may have left damage, which would then be what the snapshot holds.
        rows.update(
                "UPDATE shop.product SET file_name = 'file-' || id || '.zip' WHERE file_name = '%s'".formatted(DAMAGE));
        Map<String, String> names = rows.pairs("SELECT id::text, file_name FROM shop.product");
        String snapshot = tillback.takeSnapshot();
        store.placeOrders(ORDERS, 1);
        store.renameAllFiles();
        Map<String, String> namesToBe = new TreeMap<>(names);
        for (int product = 1; product <= MENDED; product++) {
            // Unlike those of an earlier replay, which the snapshot holds.
            String name = "mended-by-hand-" + product + "-" + snapshot + ".zip";
            store.renameFile(product, name);
            namesToBe.put(Integer.toString(product), name);
        }
        store.placeOrders(ORDERS, 2);
        return new FileNamesIncident(store, tillback, snapshot, namesToBe);
    }

    SampleStore store() {
        return store;
    }

    TillbackClient tillback() {
        return tillback;
    }

    /** The names before the script, and those that sellers mended since. */
    Map<String, String> namesToBe() {
        return namesToBe;
    }

    long mended() {
        return MENDED;
    }

    long damaged() {
        return (long) namesToBe.size() - MENDED;
    }

    /** Plans what an operator wants back: the one column, where the damage still stands. */
    JsonNode plan() {
        return tillback.loadPlan(tillback.plan("""
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "columns": ["file_name"],
                             "where": {"column": "file_name", "is": "=", "value": "%s"}, "side": "live"}]}
                """.formatted(snapshot, DAMAGE)));
    }

    /** Plans and applies; the restore's name. */
    String restore() {
        return tillback.acceptAndApply(plan(), "incident 1, replayed");
    }
}
