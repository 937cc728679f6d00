package io.tillback.ejb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Protection;
import io.tillback.model.Tier;
import io.tillback.plan.AcceptancePolicy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
    private static final int LONGEST = 500;

    /** A value that is refused, and what its refusal says. */
    record Bad(String key, String value, String says) {
        /** The value is told, unless it is a secret, or refused for want of another. */
        boolean isOfItself() {
            return !value.isBlank() && !key.endsWith(".secret") && !says.endsWith(" is not set");
        }

        @Override
        public String toString() {
            return key + " = " + value;
        }
    }

    private static final List<Bad> BAD_SINGLE = List.of(
            new Bad("tillback.store.name", "x".repeat(LONGEST), "must have at most 100 characters"),
            new Bad("tillback.store.pool", "many", "must be a whole number from 1 to 10000"),
            new Bad(
                    "tillback.store.pool",
                    "7",
                    "must be at least 6 more than tillback.snapshot.parallelism, which is 2"),
            new Bad("tillback.s3.bucket", "", "tillback.s3.bucket is not set"),
            new Bad("tillback.s3.bucket", "  ", "tillback.s3.bucket is not set"),
            new Bad("tillback.s3.bucket", "s3://snapshots", "must be a bucket's name"),
            new Bad("tillback.s3.region", "eu central", "must be a region's name"),
            new Bad("tillback.s3.endpoint", "localhost:9000", "must be 'aws', or an address"),
            new Bad("tillback.s3.endpoint", "ftp://localhost", "must be 'aws', or an address"),
            new Bad("tillback.s3.endpoint", "httpx://localhost", "must be 'aws', or an address"),
            new Bad("tillback.s3.endpoint", "http://local host", "Illegal character"),
            new Bad("tillback.s3.endpoint", "https://", "Expected authority"),
            new Bad("tillback.s3.timeout", "30", "must be an ISO-8601 duration"),
            new Bad("tillback.s3.timeout", "PT2H", "at most PT1H"),
            new Bad("tillback.s3.prefix", "/backups", "must be folders separated by single slashes"),
            new Bad("tillback.s3.prefix", "backups/", "must be folders separated by single slashes"),
            new Bad("tillback.s3.prefix", "back//ups", "must be folders separated by single slashes"),
            new Bad(
                    "tillback.protect.include",
                    "product",
                    "must be schema.table, separated by commas, from 'product' on"),
            new Bad("tillback.protect.exclude", "shop.*, a.b.c", "from 'a.b.c' on"),
            new Bad("tillback.protect.exclude", "shop.\"open", "from 'shop.\"open' on"),
            new Bad("tillback.snapshot.parallelism", "0", "must be a whole number from 1 to 64"),
            new Bad("tillback.snapshot.parallelism", "65", "must be a whole number from 1 to 64"),
            new Bad("tillback.snapshot.parallelism", "-1", "must be a whole number from 1 to 64"),
            new Bad("tillback.snapshot.parallelism", "2.5", "must be a whole number from 1 to 64"),
            new Bad("tillback.snapshot.range-mb", "99999999999999999999", "must be a whole number from 1 to 65536"),
            new Bad("tillback.snapshot.chunk-kb", "1 MB", "must be a whole number from 4 to 65536"),
            new Bad("tillback.snapshot.compression", "20", "must be a whole number from 1 to 19"),
            new Bad("tillback.snapshot.busy-transactions", "0", "must be a whole number from 1 to 1000000"),
            new Bad("tillback.journal", "true", "must be on or off"),
            new Bad("tillback.journal.beat", "PT2M", "at most PT1M"),
            new Bad("tillback.journal.segment", "hourly", "must be an ISO-8601 duration"),
            new Bad("tillback.journal.kept", "PT0S", "longer than nothing"),
            new Bad("tillback.journal.shipped", "P4000D", "at most P3650D"),
            new Bad("tillback.journal.ship", "never", "must be an ISO-8601 duration"),
            new Bad("tillback.journal.may-break", "shop", "must be schema.table"),
            new Bad("tillback.alert.kinds", "coverage-ended, all", "must be some of coverage-ended"),
            new Bad("tillback.alert.wait", "PT1H", "at most PT10M"),
            new Bad("tillback.alert.shipping-after", "soon", "must be an ISO-8601 duration"),
            new Bad("tillback.alert.beat-after", "P2D", "at most P1D"),
            new Bad("tillback.alert.large-transaction.rows", "100", "must be a whole number from 200 to 999999999"),
            new Bad("tillback.alert.large-transaction.share", "20 %", "must be a whole number from 1 to 100"),
            new Bad("tillback.alert.values.most", "0", "must be a whole number from 1 to 1000"),
            new Bad("tillback.alert.values.learning", "a day", "must be an ISO-8601 duration"),
            new Bad("tillback.alert.constant.rows", "5", "must be a whole number from 10 to 10000"),
            new Bad("tillback.alert.constant.sellers", "1", "must be a whole number from 2 to 10000"),
            new Bad("tillback.alert.columns.only", "shop.product", "must be schema.table.column"),
            new Bad("tillback.alert.columns.without", "shop.*.* status", "must be schema.table.column"),
            new Bad("tillback.alert.large-transaction.held", "PT0S", "longer than nothing"),
            new Bad("tillback.alert.last-copy-before", "P2Y", "must be an ISO-8601 duration"),
            new Bad("tillback.alert.console", "/tillback", "must be an address"),
            new Bad("tillback.alert.webhook.url", "https://me:secret@localhost/", "without a password"),
            new Bad("tillback.alert.webhook.url", "https://localhost/", "tillback.alert.webhook.secret is not set"),
            new Bad("tillback.alert.webhook.secret", "too short", "must have at least 16 characters"),
            new Bad("tillback.notice.webhook.url", "ftp://localhost/", "must be an address"),
            new Bad("tillback.notice.webhook.url", "https://localhost/", "tillback.notice.webhook.secret is not set"),
            new Bad("tillback.notice.webhook.secret", "too short", "must have at least 16 characters"),
            new Bad("tillback.notice.failing-after", "P2D", "at most P1D"),
            new Bad("tillback.alert.mail.to", "operators", "must be a mail address"),
            new Bad("tillback.alert.mail.to", "a@example.com", "tillback.alert.mail.from is not set"),
            new Bad("tillback.alert.mail.from", "Me <me@example.com>", "must be a mail address"),
            new Bad("tillback.alert.mail.host", "smtp://mail", "must be a mail server's name"),
            new Bad("tillback.alert.mail.port", "0", "must be a whole number from 1 to 65535"),
            new Bad("tillback.snapshot.busy-share", "25 %", "must be a whole number from 1 to 100"),
            new Bad("tillback.restore.lock-wait", "10", "must be an ISO-8601 duration"),
            new Bad("tillback.restore.lock-wait", "PT0S", "longer than nothing"),
            new Bad("tillback.restore.lock-wait", "-PT1S", "longer than nothing"),
            new Bad("tillback.restore.lock-wait", "PT25H", "at most P1D"),
            new Bad("tillback.restore.work-memory-mb", "much", "must be a whole number from 1 to 65536"),
            new Bad("tillback.policy.accept-by-rule", "all", "must be one of none, nothing-lost"),
            new Bad("tillback.policy.approvers", "two", "must be a whole number from 0 to 20"),
            new Bad(
                    "tillback.policy.approvers-above-lost",
                    "few",
                    "must be a whole number from 0 to 999999999, or off"),
            new Bad(
                    "tillback.policy.approvers-above-lost",
                    "10",
                    "does nothing unless tillback.policy.approvers is set"),
            new Bad("tillback.policy.approvers-above-rows-written", "-1", "or off"),
            new Bad("tillback.policy.approvers-when-unknown", "yes", "must be true or false"),
            new Bad("tillback.plan.kept", "30 days", "for example PT10S or P30D"),
            new Bad("tillback.plan.kept", "P99999999999999999999D", "must be an ISO-8601 duration"),
            new Bad("tillback.freeze.longest", "P31D", "at most P30D"),
            new Bad("tillback.seller.paths", "shop.orders", "'shop.orders' is not of the form schema.table(column)"),
            new Bad("tillback.seller.mail", "shop.seller(a, b)", "ends in several columns"),
            new Bad("tillback.seller.logins", "shop.seller", "'shop.seller' is not of the form schema.table(column)"),
            new Bad("tillback.seller.logins", "a.b(c) -> d.e(f)", "must be one column of one table"),
            new Bad("tillback.tier.hourly.at", "75", "must be the minute of each hour"),
            new Bad("tillback.tier.weekly.kind", "incremental", "what is kept for long needs no other snapshot"),
            new Bad("tillback.tier.daily.at", "1 am", "must be the time of each day"),
            new Bad("tillback.tier.weekly.at", "SUX 02:15", "must begin with MON, TUE"),
            new Bad("tillback.tier.monthly.at", "31 03:15", "must be day (1 to 28)"),
            new Bad("tillback.schedule.attempts", "often", "must be a whole number from 1 to 20"),
            new Bad("tillback.schedule.retry-wait", "0", "must be an ISO-8601 duration"),
            new Bad("tillback.schedule.by", "cron", "must be one of [timers, outside]"),
            new Bad("tillback.retention.by", "nobody", "must be one of [timers, outside]"));

    private static final List<Bad> BAD = Stream.of(
                    BAD_SINGLE.stream(),
                    Stream.of(Tier.values()).flatMap(SettingsTest::badOfEachTier),
                    Stream.of(Tier.values())
                            .filter(tier -> tier != Tier.MANUAL)
                            .flatMap(SettingsTest::badOfScheduledTier))
            .flatMap(bad -> bad)
            .toList();

    private static Stream<Bad> badOfEachTier(Tier tier) {
        String prefix = "tillback.tier." + tier.folder() + ".";
        return Stream.of(
                new Bad(prefix + "kind", "delta", "must be one of [full, incremental]"),
                new Bad(prefix + "kept", "long", "must be an ISO-8601 duration"),
                new Bad(prefix + "class", "FREEZER", "must be one of [standard"));
    }

    private static Stream<Bad> badOfScheduledTier(Tier tier) {
        String prefix = "tillback.tier." + tier.folder() + ".";
        return Stream.of(
                new Bad(prefix + "enabled", "yes", "must be true or false"),
                new Bad(prefix + "verify", "1", "must be true or false"));
    }

    static List<Bad> bad() {
        return BAD;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void a_bad_value_is_refused_with_its_key_and_what_would_be_good(Bad bad) {
        Map<String, String> variables = new HashMap<>(Map.of("TILLBACK_S3_BUCKET", "snapshots"));
        variables.put(KeySource.variable(bad.key()), bad.value());

        String refusal = refusal(variables);

        assertThat(refusal).startsWith("Cannot start Tillback: ").contains(bad.key(), bad.says());
        if (bad.isOfItself()) {
            assertThat(refusal).contains(bad.key() + " = '" + bad.value() + "': ");
        }
        if (bad.key().endsWith(".secret")) {
            assertThat(refusal).doesNotContain(bad.value());
        }
    }

    @Test
    void each_key_has_a_bad_value_among_these() {
        assertThat(new TreeSet<>(BAD.stream().map(Bad::key).toList())).isEqualTo(Settings.keys());
    }

    @Test
    void approvers_without_a_limit_are_refused_because_nobody_would_ask_them() {
        assertThat(refusal(Map.of(
                        "TILLBACK_S3_BUCKET", "snapshots",
                        "TILLBACK_POLICY_APPROVERS", "2",
                        "TILLBACK_POLICY_APPROVERS_ABOVE_LOST", "off",
                        "TILLBACK_POLICY_APPROVERS_ABOVE_ROWS_WRITTEN", "off",
                        "TILLBACK_POLICY_APPROVERS_WHEN_UNKNOWN", "false")))
                .contains("tillback.policy.approvers = '2': no plan would need them");
    }

    @Test
    void approvers_alone_are_asked_for_every_plan_that_writes() {
        assertThat(read(Map.of("TILLBACK_S3_BUCKET", "snapshots", "TILLBACK_POLICY_APPROVERS", "2"))
                        .policy())
                .isEqualTo(new AcceptancePolicy(AcceptancePolicy.ByRule.NONE, 2, AcceptancePolicy.Limits.ANY));
    }

    @Test
    void all_bad_values_are_named_at_once() {
        String refusal = refusal(Map.of("TILLBACK_SNAPSHOT_COMPRESSION", "99", "TILLBACK_PLAN_KEPT", "long"));

        assertThat(refusal)
                .contains(
                        "tillback.s3.bucket is not set", "tillback.snapshot.compression = '99'", "tillback.plan.kept");
    }

    @Test
    void a_misspelt_key_is_refused_with_the_one_that_was_meant() {
        assertThat(refusal(Map.of("TILLBACK_S3_BUCKET", "snapshots", "TILLBACK_SNAPSHOT_PARALELISM", "4")))
                .contains("TILLBACK_SNAPSHOT_PARALELISM is not a key of Tillback; the nearest is"
                        + " tillback.snapshot.parallelism");
        assertThat(refusal(Map.of("TILLBACK_S3_BUCKET", "snapshots", "tillback.s3.endpont", "http://localhost")))
                .contains("tillback.s3.endpont is not a key of Tillback; the nearest is tillback.s3.endpoint");
    }

    @Test
    void what_the_server_reads_and_what_kubernetes_adds_is_not_taken_for_misspelt() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "TILLBACK_S3_BUCKET", "snapshots",
                "TILLBACK_SERVICE_HOST", "10.0.0.1",
                "TILLBACK_SERVICE_PORT_HTTP", "9080",
                "TILLBACK_PORT_9080_TCP_ADDR", "10.0.0.1",
                "TILLBACK_CONSOLE_PORT", "tcp://10.0.0.1:9080",
                "PATH", "/bin"));
        Settings.SERVERS_KEYS.forEach(key -> variables.put(KeySource.variable(key), "9080"));

        assertThat(read(variables).s3().bucket()).isEqualTo("snapshots");
    }

    @Test
    void values_are_taken_without_the_spaces_around_them() {
        Settings settings = read(Map.of(
                "TILLBACK_S3_BUCKET", " snapshots ",
                "TILLBACK_S3_ENDPOINT", "https://s3.example.com/",
                "TILLBACK_S3_PREFIX", "backups/stores",
                "TILLBACK_RESTORE_LOCK_WAIT", "PT2M",
                "TILLBACK_PROTECT_EXCLUDE", "shop.session , \"a.b\".\"c \"\"d\"\"\""));

        assertThat(settings.s3().bucket()).isEqualTo("snapshots");
        assertThat(settings.s3().endpoint()).contains(URI.create("https://s3.example.com/"));
        assertThat(settings.prefix()).isEqualTo("backups/stores");
        assertThat(settings.lockWait()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.protection().exclude()).hasSize(2);
    }

    @Test
    void without_an_endpoint_and_with_the_word_aws_it_is_aws() {
        assertThat(Stream.of("", "aws", "AWS").map(endpoint -> read(Map.of(
                                "TILLBACK_S3_BUCKET", "snapshots", "TILLBACK_S3_ENDPOINT", endpoint))
                        .s3()
                        .endpoint()))
                .allMatch(endpoint -> endpoint.isEmpty());
        assertThat(read(Map.of("TILLBACK_S3_BUCKET", "snapshots")).protection()).isEqualTo(Protection.ALL);
    }

    private static Settings read(Map<String, String> variables) {
        return Settings.read(KeySource.ofEnvironment(variables));
    }

    private static String refusal(Map<String, String> variables) {
        List<String> facts = new ArrayList<>();
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> read(variables))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
                    assertThat(refused.hint()).contains("config/tillback.properties");
                    facts.add(refused.fact());
                });
        return facts.get(0);
    }
}
