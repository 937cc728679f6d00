package io.tillback.running;

import java.util.Map;

/** What a server is told through environment variables, as an operator would. */
public final class ServerEnvironment {
    /** The password of the user {@code admin}. */
    public static final String ADMIN_PASSWORD = "admin-of-the-demo";

    /** The password of {@code operator}, {@code approver} and the others of {@code config/liberty/demo/demo.xml}. */
    public static final String DEMO_PASSWORD = "one-of-the-demo";

    /** From the sample store's tables, and from the one of incident 5, to their sellers. */
    private static final String SELLER_PATHS = """
            shop.seller(id);
            shop.product(seller_id);
            shop.product_tag(product_id) -> shop.product(seller_id);
            shop.orders(seller_id);
            shop.order_line(order_id) -> shop.orders(seller_id);
            shop.campaign(seller_id);
            shop.campaign_product(campaign_id) -> shop.campaign(seller_id);
            "Generated ""query""\"."order"(group)
            """;

    private ServerEnvironment() {}

    public static Map<String, String> of(RunningPostgres postgres, RunningObjectStore objects) {
        return Map.ofEntries(
                Map.entry("TILLBACK_STORE_URL", postgres.jdbcUrl()),
                Map.entry("TILLBACK_STORE_USER", StoreRoles.TILLBACK.role()),
                Map.entry("TILLBACK_STORE_PASSWORD", LibertyPassword.encode(StoreRoles.TILLBACK.password())),
                Map.entry("TILLBACK_DEMO_STORE_USER", StoreRoles.OWNER.role()),
                Map.entry("TILLBACK_DEMO_STORE_PASSWORD", StoreRoles.OWNER.password()),
                Map.entry("TILLBACK_S3_ENDPOINT", objects.endpoint().toString()),
                Map.entry("TILLBACK_S3_REGION", objects.region()),
                Map.entry("TILLBACK_S3_BUCKET", objects.bucket()),
                Map.entry("AWS_ACCESS_KEY_ID", objects.accessKey()),
                Map.entry("AWS_SECRET_ACCESS_KEY", objects.secretKey()),
                Map.entry("TILLBACK_ADMIN_PASSWORD", ADMIN_PASSWORD),
                Map.entry("TILLBACK_DEMO_PASSWORD", DEMO_PASSWORD),
                // Tests hold locks while they look; a slow machine looks for long.
                Map.entry("TILLBACK_RESTORE_LOCK_WAIT", "PT1M"),
                // Snapshots come and go when a test says so.
                Map.entry("TILLBACK_SCHEDULE_BY", "outside"),
                Map.entry("TILLBACK_RETENTION_BY", "outside"),
                Map.entry("TILLBACK_SELLER_PATHS", SELLER_PATHS),
                Map.entry("TILLBACK_SELLER_LOGINS", "shop.seller(email)"),
                Map.entry("JVM_ARGS", "-Xmx1g"));
    }
}
