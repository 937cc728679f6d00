package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.TillbackClient;
import io.tillback.running.SharedEnvironment;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tiers and retention for an outside scheduler: this server's own timers are off. */
class TiersIT {
    private static TillbackClient operator;
    private static Http scheduler;

    @BeforeAll
    static void fill_the_store() {
        SharedServer.store();
        operator = SharedServer.as("operator");
        scheduler = SharedServer.as("scheduler").http();
    }

    @Test
    void the_tiers_tell_their_rules_and_when_their_next_slot_begins() {
        JsonNode daily = tier("daily");
        JsonNode monthly = tier("monthly");
        JsonNode manual = tier("manual");

        assertThat(daily.get("enabled").asBoolean()).isTrue();
        assertThat(daily.get("at").asText()).isEqualTo("01:15");
        assertThat(daily.get("kept").asText()).isEqualTo("PT336H");
        assertThat(daily.get("storageClass").asText()).isEqualTo("STANDARD");
        assertThat(daily.get("kind").asText()).isEqualTo("full");
        assertThat(tier("hourly").get("kind").asText()).isEqualTo("incremental");
        assertThat(daily.get("afterTaking").asText()).isEqualTo("verify");
        assertThat(daily.get("nextSlot").asText()).contains("T01:15:00Z");
        assertThat(monthly.get("storageClass").asText()).isEqualTo("DEEP_ARCHIVE");
        assertThat(manual.get("enabled").asBoolean()).isFalse();
        assertThat(manual.has("kept")).isFalse();
    }

    @Test
    void a_slot_is_taken_once_however_many_schedulers_ask_at_once() {
        List<Answer> answers = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> scheduler.tryPost("tiers/daily/slots", "", Map.of())))
                .limit(8)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(202);
        assertThat(answers).extracting(Answer::status).containsOnly(200, 202);
        assertThat(answers)
                .extracting(answer -> answer.body().get("id").asText())
                .containsOnly(answers.get(0).body().get("id").asText());
        String snapshot = operator.resultOf(answers.get(0).body(), step -> {});
        assertThat(operator.http().get("snapshots/" + snapshot).get("tier").asText())
                .isEqualTo("daily");
        JsonNode last = tier("daily").get("last");
        assertThat(last.get("state").asText()).isEqualTo("done");
        assertThat(last.get("attempts").asInt()).isEqualTo(1);
        assertThat(last.get("snapshot").asText()).endsWith(snapshot);
        awaitVerified(snapshot);
    }

    /** A daily is read back by itself. */
    private static void awaitVerified(String snapshot) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> operator.http().get("snapshots/" + snapshot).has("verification"));
        assertThat(operator.http()
                        .get("snapshots/" + snapshot)
                        .at("/verification/problems")
                        .asInt())
                .isZero();
    }

    @Test
    void a_slot_that_was_cancelled_is_not_taken_again() {
        JsonNode begun = scheduler.tryPost("tiers/hourly/slots", "", Map.of()).orThrow();
        operator.http().tryDelete("jobs/" + begun.get("id").asText());
        JsonNode ended = operator.awaitEnd(begun);

        Answer again = scheduler.tryPost("tiers/hourly/slots", "", Map.of());

        assertThat(ended.get("state").asText()).isIn("cancelled", "done");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().get("id")).isEqualTo(begun.get("id"));
    }

    @Test
    void a_slot_that_nobody_took_is_an_alert_until_a_later_one_is_taken() {
        SharedServer.updateRecords(
                "INSERT INTO tillback.slot (tier, starts_at, attempts) VALUES ('MONTHLY', now() - interval '95 days', 0)");
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> alertsOfMonthly("open").count() == 1);

        operator.resultOf(scheduler.post("tiers/monthly/slots", ""), step -> {});

        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> alertsOfMonthly("closed").count() == 1);
        assertThat(alertsOfMonthly("open")).isEmpty();
    }

    private static Stream<JsonNode> alertsOfMonthly(String state) {
        return StreamSupport.stream(operator.http().get("alerts").get("alerts").spliterator(), false)
                .filter(alert -> alert.get("kind").asText().equals("slot-failed"))
                .filter(alert -> alert.get("headline").asText().startsWith("Tier monthly has no snapshot of "))
                .filter(alert -> alert.get("state").asText().equals(state));
    }

    @Test
    void a_tier_without_slots_and_one_that_is_none_are_refused() {
        Answer manual = scheduler.tryPost("tiers/manual/slots", "", Map.of());
        Answer yearly = scheduler.tryPost("tiers/yearly/slots", "", Map.of());

        assertThat(manual.status()).isEqualTo(409);
        assertThat(manual.body().get("code").asText()).isEqualTo("TIER_NOT_SCHEDULED");
        assertThat(yearly.status()).isEqualTo(400);
        assertThat(yearly.body().get("detail").asText()).contains("no tier 'yearly'");
    }

    @Test
    void an_auditor_sees_tiers_and_retention_and_changes_nothing() {
        Http auditor = SharedServer.as("auditor").http();

        assertThat(auditor.tryGet("tiers").status()).isEqualTo(200);
        assertThat(auditor.tryGet("retention").status()).isEqualTo(200);
        assertThat(auditor.tryGet("retention/purges").status()).isEqualTo(200);
        assertThat(auditor.tryPost("tiers/daily/slots", "", Map.of()).status()).isEqualTo(403);
        assertThat(auditor.tryPost("retention/purges", "{}", Map.of()).status()).isEqualTo(403);
        assertThat(auditor.tryDelete("snapshots/20260301T090000Z-none").status())
                .isEqualTo(403);
        assertThat(scheduler.tryDelete("snapshots/20260301T090000Z-none").status())
                .isEqualTo(403);
        assertThat(SharedServer.as("seller-1").http().tryGet("tiers").status()).isEqualTo(403);
    }

    @Test
    void a_purge_does_what_the_preview_says_and_nothing_else() {
        String old = take("weekly", 61);
        String alsoOld = take("weekly", 62);
        String verified = take("weekly", 70);
        operator.verifySnapshot(verified);
        String newest = take("weekly", 59);
        JsonNode preview = scheduler.get("retention");
        assertThat(reasonOf(preview, old)).isEqualTo("expire older-than-its-tier-keeps");
        assertThat(reasonOf(preview, alsoOld)).isEqualTo("expire older-than-its-tier-keeps");
        assertThat(reasonOf(preview, verified)).isEqualTo("keep newest-verified");
        assertThat(reasonOf(preview, newest)).isEqualTo("keep within-its-time");
        assertThat(operator.http().tryGet("snapshots/" + old).status()).isEqualTo(200);

        Answer outdated = scheduler.tryPost("retention/purges", "{\"fingerprint\":\"outdated\"}", Map.of());
        JsonNode job = scheduler.post(
                "retention/purges",
                "{\"fingerprint\":\"%s\"}".formatted(preview.get("fingerprint").asText()));
        operator.resultOf(job, step -> {});

        assertThat(outdated.status()).isEqualTo(409);
        assertThat(outdated.body().get("code").asText()).isEqualTo("RETENTION_CHANGED");
        try (Bucket bucket = SharedServer.bucket()) {
            assertThat(bucket.findKeys("/" + old + "/")).isEmpty();
            assertThat(bucket.findKeys("/" + alsoOld + "/")).isEmpty();
            assertThat(bucket.findKeys("/" + verified + "/")).isNotEmpty();
        }
        assertThat(operator.http().get("snapshots/" + old).get("state").asText())
                .isEqualTo("purged");
        assertThat(operator.http().get("snapshots").findValuesAsText("id"))
                .contains(verified, newest)
                .doesNotContain(old, alsoOld);
        JsonNode gone = find(scheduler.get("retention/purges").get("purges"), old);
        assertThat(gone.get("reason").asText()).isEqualTo("older-than-its-tier-keeps");
        assertThat(gone.get("principal").asText()).isEqualTo("scheduler");
        Answer planned = plan(old);
        assertThat(planned.status()).isEqualTo(410);
        assertThat(planned.body().get("code").asText()).isEqualTo("SNAPSHOT_PURGED");
    }

    @Test
    void a_snapshot_is_purged_by_hand_unless_it_is_the_newest_verified_one() {
        String unwanted = operator.takeSnapshot();
        String good = operator.takeSnapshot();
        operator.verifySnapshot(good);

        Answer kept = operator.http().tryDelete("snapshots/" + good);
        operator.resultOf(operator.http().tryDelete("snapshots/" + unwanted).orThrow(), step -> {});

        assertThat(kept.status()).isEqualTo(409);
        assertThat(kept.body().get("code").asText()).isEqualTo("SNAPSHOT_KEPT");
        assertThat(operator.http().get("snapshots/" + unwanted).get("state").asText())
                .isEqualTo("purged");
        assertThat(find(scheduler.get("retention/purges").get("purges"), unwanted)
                        .get("reason")
                        .asText())
                .isEqualTo("by-hand");
        assertThat(operator.http()
                        .tryDelete("snapshots/" + unwanted)
                        .body()
                        .get("code")
                        .asText())
                .isEqualTo("SNAPSHOT_PURGED");
    }

    @Test
    void a_snapshot_that_a_running_job_reads_is_not_purged() throws SQLException {
        String read = take("weekly", 63);
        take("weekly", 1);
        try (Connection store = SharedEnvironment.get().postgres().dataSource().getConnection();
                Statement statement = store.createStatement()) {
            store.setAutoCommit(false);
            statement.execute("LOCK TABLE shop.tag IN ACCESS EXCLUSIVE MODE");
            JsonNode reading = plan(read).orThrow();

            Answer byHand = operator.http().tryDelete("snapshots/" + read);
            String reason = reasonOf(scheduler.get("retention"), read);
            operator.resultOf(scheduler.post("retention/purges", "{}"), step -> {});
            store.rollback();

            assertThat(byHand.status()).isEqualTo(409);
            assertThat(byHand.body().get("code").asText()).isEqualTo("SNAPSHOT_IN_USE");
            assertThat(reason).isEqualTo("keep in-use");
            assertThat(operator.awaitEnd(reading).get("state").asText()).isEqualTo("done");
        }
        assertThat(reasonOf(scheduler.get("retention"), read)).isEqualTo("expire older-than-its-tier-keeps");
    }

    /** A snapshot of a tier, made older in the catalog. */
    private static String take(String tier, int days) {
        String id =
                operator.resultOf(operator.http().post("snapshots", "{\"tier\":\"%s\"}".formatted(tier)), step -> {});
        SharedServer.updateRecords("UPDATE tillback.snapshot SET taken_at = now() - interval '%d days' WHERE id = '%s'"
                .formatted(days, id));
        return id;
    }

    private static Answer plan(String snapshot) {
        return operator.http()
                .tryPost(
                        "plans",
                        "{\"target\":{\"snapshot\":\"%s\"},\"tables\":[{\"schema\":\"shop\",\"table\":\"tag\"}]}"
                                .formatted(snapshot),
                        Map.of());
    }

    private static String reasonOf(JsonNode preview, String snapshot) {
        JsonNode decision = find(preview.get("decisions"), snapshot);
        return decision.get("decision").asText() + " " + decision.get("reason").asText();
    }

    private static JsonNode find(JsonNode list, String snapshot) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(entry -> entry.get("snapshot").asText().equals(snapshot))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode tier(String name) {
        return StreamSupport.stream(scheduler.get("tiers").get("tiers").spliterator(), false)
                .filter(tier -> tier.get("tier").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
