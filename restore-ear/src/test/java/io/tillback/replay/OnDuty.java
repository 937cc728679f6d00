package io.tillback.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.TillbackClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Whoever is on duty when an incident is noticed, with the watch running. */
final class OnDuty {
    private final RecordedStore recorded;
    private final String incident;
    private final TillbackClient operator;
    private final Instant noticed = Instant.now();

    private OnDuty(RecordedStore recorded, String incident) {
        this.recorded = recorded;
        this.incident = incident;
        this.operator = recorded.operator();
    }

    /** From here on the time counts. */
    static OnDuty notices(RecordedStore recorded, String incident) {
        return new OnDuty(recorded, incident);
    }

    TillbackClient operator() {
        return operator;
    }

    JsonNode search(String criteria) {
        return operator.http().post("changes/searches", criteria);
    }

    JsonNode plan(String request) {
        return operator.loadPlan(operator.plan(request));
    }

    /** Has the plan approved, if it has to be, accepts its gap, applies it, and reads the proof. */
    JsonNode restore(JsonNode plan) {
        approve(plan);
        JsonNode restore = operator.loadRestore(operator.acceptAndApply(plan, incident + ", replayed"));
        requireProven(restore);
        return restore;
    }

    /** The restore is done, every row of it was compared with the plan, and the watch stops. */
    void requireProven(JsonNode restore) {
        System.out.printf(
                "%s: %.1f s from the notice to the proof%n",
                incident, Duration.between(noticed, Instant.now()).toMillis() / 1000.0);
        assertThat(restore.get("outcome").asText()).isEqualTo("committed");
        assertThat(restore.at("/proof/rowsVerified")).isEqualTo(restore.at("/proof/rowsPlanned"));
    }

    /** Gets as many approvals as the plan needs. */
    void approve(JsonNode plan) {
        int needed = operator.http().get(approvals(plan)).get("approvalsNeeded").asInt();
        for (String approver : List.of("approver", "second-approver").subList(0, needed)) {
            recorded.as(approver)
                    .http()
                    .post(
                            approvals(plan),
                            "{\"gapHash\": %s, \"comment\": \"agreed\"}".formatted(plan.at("/gap/hash")));
        }
    }

    private static String approvals(JsonNode plan) {
        return "plans/" + plan.get("id").asText() + "/approvals";
    }

    /** Tries to apply the plan at once, whatever it needs. */
    Answer tryToApply(JsonNode plan) {
        return operator.http()
                .tryPost(
                        "plans/" + plan.get("id").asText() + "/restores",
                        "{\"fingerprint\": %s, \"gapHash\": %s}"
                                .formatted(plan.get("fingerprint"), plan.at("/gap/hash")),
                        Map.of());
    }
}
