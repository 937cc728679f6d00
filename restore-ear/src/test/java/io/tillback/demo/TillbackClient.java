package io.tillback.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Works with Tillback's REST interface as an operator's script would. */
public final class TillbackClient {
    private static final Duration LONGEST_JOB = Duration.ofMinutes(10);

    private final Http http;

    private TillbackClient(Http http) {
        this.http = http;
    }

    /** @param server where the server answers, with a slash at the end */
    public static TillbackClient as(URI server, String user, String password) {
        return new TillbackClient(Http.as(server.resolve("tillback/api/v1/"), user, password));
    }

    public Http http() {
        return http;
    }

    public String takeSnapshot() {
        return resultOf(http.post("snapshots", "{\"tier\":\"manual\"}"), step -> {});
    }

    public void verifySnapshot(String snapshot) {
        resultOf(http.post("snapshots/" + snapshot + "/verifications"), step -> {});
    }

    /** @return the plan's name */
    public String plan(String request) {
        return resultOf(http.post("plans", request), step -> {});
    }

    public JsonNode loadPlan(String plan) {
        return http.get("plans/" + plan);
    }

    /** Accepts the gap that the plan shows, and applies it; returns the restore's name. */
    public String acceptAndApply(JsonNode plan, String comment) {
        return resultOf(beginToApply(plan, comment), step -> {});
    }

    /** As {@link #acceptAndApply(JsonNode, String)}, without waiting; returns the job. */
    public JsonNode beginToApply(JsonNode plan, String comment) {
        return http.post(restoresOf(plan), "{%s}".formatted(acceptance(plan, comment)));
    }

    /** Accepts the gap and applies one part of the plan; returns the restore's name. */
    public String acceptAndApply(JsonNode plan, String comment, String part) {
        String body = "{%s,\"part\":%s}".formatted(acceptance(plan, comment), part);
        return resultOf(http.post(restoresOf(plan), body), step -> {});
    }

    private static String restoresOf(JsonNode plan) {
        return "plans/" + plan.get("id").asText() + "/restores";
    }

    private static String acceptance(JsonNode plan, String comment) {
        return "\"fingerprint\":\"%s\",\"gapHash\":\"%s\",\"comment\":\"%s\""
                .formatted(
                        plan.get("fingerprint").asText(),
                        plan.get("gap").get("hash").asText(),
                        comment);
    }

    /** What the change journal covers. */
    public JsonNode loadJournal() {
        return http.get("journal");
    }

    public JsonNode loadRestore(String restore) {
        return http.get("restores/" + restore);
    }

    /** @return the name of the plan that takes the restore back */
    public String takeBack(String restore) {
        return resultOf(http.post("restores/" + restore + "/take-back"), step -> {});
    }

    /** Waits for a job to end; the name of what it made. */
    public String resultOf(JsonNode job, Consumer<String> onStep) {
        JsonNode ended = awaitEnd(job, onStep);
        if (!ended.get("state").asText().equals("done")) {
            throw new IllegalStateException("Job " + ended.get("id").asText() + " did not succeed: " + ended);
        }
        return ended.get("result").get("id").asText();
    }

    /** Waits for a job to end, however it does. */
    public JsonNode awaitEnd(JsonNode job) {
        return awaitEnd(job, step -> {});
    }

    private JsonNode awaitEnd(JsonNode job, Consumer<String> onStep) {
        String id = job.get("id").asText();
        return Awaitility.await("job " + id)
                .atMost(LONGEST_JOB)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            JsonNode now = http.get("jobs/" + id);
                            onStep.accept(now.get("step").asText());
                            return now;
                        },
                        now -> now.has("finishedAt"));
    }
}
