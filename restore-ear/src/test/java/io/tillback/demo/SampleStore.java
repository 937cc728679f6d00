package io.tillback.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/** Uses the sample store as its sellers, buyers and operators would. */
public final class SampleStore {
    private final Http http;

    private SampleStore(Http http) {
        this.http = http;
    }

    /**
     * A store with something in it: filled with a few thousand rows if it is empty, left alone if it is not.
     *
     * @param server where the server answers, with a slash at the end
     */
    public static SampleStore filledAt(URI server) {
        SampleStore store = at(server);
        if (store.counts().get("product").asLong() == 0) {
            store.fill("{\"sellers\":50,\"products\":2000,\"orders\":5000,\"seed\":2008}");
        }
        return store;
    }

    /** A store as it is found. */
    public static SampleStore at(URI server) {
        return new SampleStore(Http.anonymous(shop(server)));
    }

    /** A store as somebody sees it who signs in with every request. */
    public static SampleStore as(URI server, String user, String password) {
        return new SampleStore(Http.as(shop(server), user, password));
    }

    private static URI shop(URI server) {
        return server.resolve("shop/api/");
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

    /** Notes that this user came to work on a seller's account. */
    public void signIn(long seller) {
        http.post("sellers/" + seller + "/sign-ins");
    }

    /** How a seller is paid from now on; what the store answers. */
    public Http.Answer savePayoutType(long seller, String type) {
        return http.tryPut("sellers/" + seller + "/payout-type", "{\"payoutType\":\"%s\"}".formatted(type));
    }

    /** Incident 2: saving how a seller is paid makes nothing of it, until it is removed. */
    public void deployUnreleasedPath() {
        http.post("maintenance/unreleased-path");
    }

    public void removeUnreleasedPath() {
        http.tryDelete("maintenance/unreleased-path").orThrow();
    }

    /** Incident 4: writes a campaign's rule as the console does, to one column or the other. */
    public void writeTrigger(long campaign, String trigger, String field) {
        http.put(
                "campaigns/" + campaign + "/trigger",
                "{\"trigger\":\"%s\",\"field\":\"%s\"}".formatted(trigger, field));
    }

    /** Whom a campaign is delivered to, by the delivery's own copy of its rule. */
    public JsonNode delivery(long campaign) {
        return http.get("campaigns/" + campaign + "/delivery");
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
