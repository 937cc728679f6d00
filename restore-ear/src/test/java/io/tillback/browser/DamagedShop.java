package io.tillback.browser;

import io.tillback.demo.Http;
import java.net.URI;
import java.util.Map;

/** The sample store, and the script of incident 1 that is run on it. */
final class DamagedShop {
    /** What the script of incident 1 writes into every product. */
    static final String DAMAGE = "download-new.zip";

    private static final int CONFLICT = 409;

    private final Http http;

    private DamagedShop(Http http) {
        this.http = http;
    }

    /** Fills the store unless another test has. */
    static DamagedShop at(URI server) {
        DamagedShop shop = new DamagedShop(Http.anonymous(server.resolve("shop/api/")));
        Http.Answer answer = shop.http.tryPost("maintenance/fill", """
                {"sellers": 50, "products": 2000, "orders": 5000, "seed": 20081}
                """, Map.of());
        if (answer.status() != CONFLICT) {
            answer.orThrow();
        }
        return shop;
    }

    void renameAllFiles() {
        http.post("maintenance/rename-files");
    }

    void nameFile(int product, String name) {
        http.put("products/" + product + "/file-name", "{\"fileName\": \"%s\"}".formatted(name));
    }

    String fileName(int product) {
        return http.get("products/" + product).get("fileName").asText();
    }

    long countDamaged() {
        return http.get("counts").get("damagedFileNames").asLong();
    }
}
