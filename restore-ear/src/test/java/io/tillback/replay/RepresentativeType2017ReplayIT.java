package io.tillback.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.SampleStore;
import io.tillback.replay.GapWitness.Figures;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Incident 2: an unreleased branch leaks, and sets a column to a value that the business never uses. */
class RepresentativeType2017ReplayIT {
    private static final int DAMAGED = 18;
    private static final String TYPES = "SELECT id::text, COALESCE(payout_type, '(nil)') FROM shop.seller";

    private final RecordedStore recorded = RecordedStore.get();
    private final SampleStore store = recorded.store();
    private String release = "";

    @BeforeEach
    void everybody_is_paid_somehow() throws SQLException {
        recorded.sql("UPDATE shop.seller SET payout_type = 'bank' WHERE COALESCE(payout_type, '') <> 'bank'");
        release = "build-105 of " + Instant.now();
    }

    @Test
    void exactly_the_damaged_accounts_get_their_old_value_back_once_two_have_agreed() throws SQLException {
        try (StoreTraffic traffic = StoreTraffic.begin(recorded)) {
            recorded.storeAs("seller-2").savePayoutType(40, "paypal").orThrow();
            JsonNode announced =
                    recorded.as("scheduler").http().post("releases", "{\"name\": \"%s\"}".formatted(release));
            store.deployUnreleasedPath();
            for (int seller = 1; seller <= DAMAGED; seller++) {
                recorded.storeAs("seller-" + (1 + seller % 2))
                        .savePayoutType(seller, "card")
                        .orThrow();
            }
            store.removeUnreleasedPath();
            recorded.storeAs("seller-1").savePayoutType(3, "cheque").orThrow();
            recorded.storeAs("seller-1").savePayoutType(30, "paypal").orThrow();
            traffic.awaitMore();

            OnDuty duty = OnDuty.notices(recorded, "Incident 2, payout types");
            JsonNode found = duty.search(becameNull(""));
            Set<String> damage = new TreeSet<>(found.get("transactions").findValuesAsText("transaction"));
            assertThat(damage).as("one account at a time").hasSize(DAMAGED);
            JsonNode plan = duty.plan(found.get("plan").toString());
            requireTwoToAgree(duty, plan);
            String freeze = freeze(duty);
            requireOnlyOneTableFrozen(traffic);
            duty.restore(plan);
            duty.operator().http().tryDelete("freezes/" + freeze).orThrow();

            requireListed(duty, announced, damage);
            Figures figures = new GapWitness(recorded)
                    .requireTrue(
                            plan,
                            "shop",
                            "seller",
                            new Standing(recorded.wal().of("shop.seller"), plan, damage, "id", "payout_type")::fate);
            assertThat(figures.broughtBack()).isEqualTo(DAMAGED - 1);
            assertThat(figures.lost()).isZero();
            assertThat(plan.at("/gap/headline/0").asText()).startsWith("Exact: ");
        }
        Map<String, String> wanted = new TreeMap<>(recorded.pairs(TYPES));
        wanted.replaceAll((id, type) -> "bank");
        wanted.putAll(Map.of("3", "cheque", "30", "paypal", "40", "paypal"));
        assertThat(recorded.pairs(TYPES)).isEqualTo(wanted);
    }

    private String becameNull(String also) {
        return """
                {"table": {"schema": "shop", "name": "seller"}, "sinceRelease": "%s", %s
                 "before": {"column": "payout_type", "isNull": false}, "after": {"column": "payout_type", "isNull": true}}
                """.formatted(release, also);
    }

    private static void requireTwoToAgree(OnDuty duty, JsonNode plan) {
        Answer refused = duty.tryToApply(plan);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("code").asText()).isEqualTo("APPROVALS_MISSING");
        assertThat(refused.body().get("detail").asText()).contains("2 of 2 approvals are missing");
    }

    private static String freeze(OnDuty duty) {
        JsonNode frozen = duty.operator().http().post("freezes", """
                {"table": {"schema": "shop", "name": "seller"}, "reason": "payout types are being restored", "until": "%s"}
                """.formatted(
                        Instant.now().plus(5, ChronoUnit.MINUTES)));
        return frozen.get("id").asText();
    }

    private void requireOnlyOneTableFrozen(StoreTraffic traffic) {
        assertThat(recorded.storeAs("seller-1").savePayoutType(5, "card").status())
                .isEqualTo(500);
        assertThatThrownBy(() -> recorded.sql("UPDATE shop.seller SET payout_type = 'card' WHERE id = 5"))
                .hasMessageContaining("shop.seller is read-only until ")
                .hasMessageContaining("payout types are being restored");
        traffic.awaitMore();
    }

    /** The release on the timeline, and what has changed since: by column, by value, by actor, before and after. */
    private void requireListed(OnDuty duty, JsonNode announced, Set<String> damage) throws SQLException {
        JsonNode counts =
                duty.operator().http().post("changes/counts", "{\"sinceRelease\": \"%s\"}".formatted(release));
        JsonNode digest = duty.operator().http().post("changes/digests", """
                {"table": {"schema": "shop", "name": "seller"}, "sinceRelease": "%s", "actor": "seller-1"}
                """.formatted(release));
        JsonNode rows = duty.operator()
                .http()
                .post(
                        "changes/rows?limit=100",
                        "{\"transactions\": [\"%s\"]}".formatted(String.join("\", \"", damage)));

        assertThat(counts.get("releases")).contains(announced);
        assertThat(duty.search(becameNull("\"actor\": \"seller-2\",")).get("transactions"))
                .hasSize(DAMAGED / 2);
        assertThat(digest.at("/tables/0/columns").toString())
                .contains("payout_type")
                .contains("cheque");
        assertThat(rows.get("rows")).hasSize(DAMAGED).allSatisfy(row -> {
            assertThat(row.at("/values/0/before").asText()).isEqualTo("bank");
            assertThat(row.at("/values/0").has("after")).isFalse();
        });
        Set<String> logged = new TreeSet<>();
        recorded
                .wal()
                .of("shop.seller", Instant.parse(announced.get("announcedAt").asText()))
                .stream()
                .filter(change ->
                        change.changes("payout_type") && !change.after().containsKey("payout_type"))
                .forEach(change -> logged.add(change.transaction()));
        assertThat(damage).as("those that the log has, and no other").isEqualTo(logged);
    }
}
