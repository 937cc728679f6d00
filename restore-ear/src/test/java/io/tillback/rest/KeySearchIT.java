package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.TillbackClient;
import io.tillback.running.SharedEnvironment;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class KeySearchIT {
    @Test
    void a_search_by_key_answers_while_the_data_objects_cannot_be_read() {
        SharedServer.store();
        TillbackClient operator = SharedServer.as("operator");
        String snapshot = operator.takeSnapshot();

        try (Bucket bucket = new Bucket(SharedEnvironment.get().objectStore())) {
            List<String> data = bucket.findKeys(snapshot + "/data/");
            Map<String, byte[]> cold = bucket.take(data);
            try {
                assertThat(data).isNotEmpty();
                assertThat(answer(operator, snapshot, "1")).isIn("holds", "probably-holds");
                assertThat(answer(operator, snapshot, "987654321")).isEqualTo("does-not-hold");
            } finally {
                bucket.putBack(cold);
            }
        }
    }

    @Test
    void a_key_that_no_row_of_the_table_can_have_is_nowhere() {
        SharedServer.store();
        TillbackClient operator = SharedServer.as("operator");
        String snapshot = operator.takeSnapshot();

        assertThat(answer(operator, snapshot, "one")).isEqualTo("does-not-hold");
        assertThat(answer(operator, snapshot, "99999999999999999999")).isEqualTo("does-not-hold");
        assertThat(answer(operator, snapshot, "1\",\"1")).isEqualTo("does-not-hold");
    }

    /** @param key the columns' values, quoted but for the first and the last quote */
    private static String answer(TillbackClient operator, String snapshot, String key) {
        JsonNode found = operator.http()
                .post(
                        "snapshots/searches",
                        "{\"table\":{\"schema\":\"shop\",\"name\":\"product\"},\"key\":[\"%s\"]}".formatted(key));
        return StreamSupport.stream(found.get("sightings").spliterator(), false)
                .filter(sighting -> sighting.get("snapshot").asText().equals(snapshot))
                .findFirst()
                .orElseThrow()
                .get("answer")
                .asText();
    }
}
