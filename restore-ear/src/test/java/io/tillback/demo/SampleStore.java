package io.tillback.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/** Uses the sample store as its sellers, buyers and operators would. */
public final class SampleStore {
    private final Http http;

    private SampleStore(URI server) {
        this.http = Http.anonymous(server.resolve("shop/api/"));
    }

    /**
     * A store with something in it: filled with a few thousand rows if it is empty, left alone if it is not.
     *
     * @param server where the server answers, with a slash at the end
     */
    public static SampleStore filledAt(URI server) {
        SampleStore store = new SampleStore(server);
        if (store.counts().get("product").asLong() == 0) {
            store.fill("{\"sellers\":50,\"products\":2000,\"orders\":5000,\"seed\":2008}");
        }
        return store;
    }

    /** A store as it is found. */
    public static SampleStore at(URI server) {
        return new SampleStore(server);
    }

    /** Fills an empty store. */
    public void fill(String size) {
        http.post("maintenance/fill", size);
    }

    public JsonNode counts() {
        return http.get("counts");
    }

    public void placeOrders(int count, long seed) {
        http.post("orders/burst", "{\"count\":%d,\"seed\":%d}".formatted(count, seed));
    }

    /** The file's name as the store's own cache knows it. */
    public String fileName(long product) {
        return http.get("products/" + product).get("fileName").asText();
    }

    public void renameFile(long product, String name) {
        http.put("products/" + product + "/file-name", "{\"fileName\":\"%s\"}".formatted(name));
    }

    /** Incident 1. */
    public void renameAllFiles() {
        http.post("maintenance/rename-files");
    }

    /** Incident 3. */
    public void mergeTags(String from, String into) {
        http.post("maintenance/merge-tags", "{\"from\":\"%s\",\"into\":\"%s\"}".formatted(from, into));
    }

    public Http.Answer tag(String code) {
        return http.tryGet("tags/" + code);
    }

    /** The latest restores that the store was told of. */
    public JsonNode heardRestores() {
        return http.get("restores").get("latest");
    }

    /** The latest alerts that the store was told of, newest first. */
    public JsonNode heardAlerts() {
        return http.get("alerts").get("latest");
    }
}
