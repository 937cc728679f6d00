package io.tillback.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.Resource;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Incident 3: a delete that cascades. Runs inside the server. */
@ExtendWith(ArquillianExtension.class)
@SuppressWarnings("NullAway.Init") // The container and JUnit set the fields.
class MissingTag2016IT {
    @Resource(name = "jdbc/store")
    private DataSource database;

    private StoreRows rows;

    @Deployment
    static WebArchive application() {
        return IncidentArchive.war("missing-tag-2016");
    }

    @BeforeEach
    void read_beside_the_store() {
        ThisServer.store();
        rows = new StoreRows(database);
    }

    @Test
    void the_tag_comes_back_under_its_own_key_with_every_row_that_vanished_with_it() {
        MissingTagIncident incident = MissingTagIncident.happen(rows);
        Map<String, String> lost = new TreeMap<>(incident.before());
        lost.entrySet().removeAll(MissingTagIncident.copyOf(rows).entrySet());
        int shopsAnswer = incident.store().tag(MissingTagIncident.TAG).status();
        Map<String, String> ordersBefore = rows.orders();

        JsonNode plan = incident.plan();
        String restore;
        try (OrdersGoOn orders = OrdersGoOn.begin(incident.store())) {
            restore = incident.tillback().acceptAndApply(plan, "incident 3, replayed");
            orders.awaitMore();
        }

        assertThat(shopsAnswer).isEqualTo(404);
        assertThat(lost.keySet()).anyMatch(row -> row.startsWith("tag "));
        assertThat(lost.keySet()).anyMatch(row -> row.startsWith("product_tag "));
        assertThat(lost.keySet()).anyMatch(row -> row.startsWith("campaign "));
        assertThat(plan.get("tables")).hasSize(3);
        assertThat(plan.get("rowsToWrite").asLong()).isEqualTo(lost.size());
        assertThat(MissingTagIncident.copyOf(rows)).isEqualTo(incident.before());
        assertThat(rows.orders()).containsAllEntriesOf(ordersBefore);
        assertThat(incident.tillback()
                        .loadRestore(restore)
                        .get("proof")
                        .get("rowsVerified")
                        .asLong())
                .isEqualTo(lost.size());
        assertThat(incident.store().tag(MissingTagIncident.TAG).status()).isEqualTo(200);
    }

    @Test
    void a_search_by_key_tells_the_snapshot_that_holds_the_tag_from_the_one_that_does_not() {
        MissingTagIncident incident = MissingTagIncident.happen(rows);

        JsonNode before = incident.sightingBefore();
        JsonNode after = incident.sightingAfter();
        incident.tillback().acceptAndApply(incident.plan(), "the next test needs the tag");

        assertThat(before.get("answer").asText()).isIn("holds", "probably-holds");
        assertThat(after.get("answer").asText()).isEqualTo("does-not-hold");
        assertThat(Instant.parse(before.get("takenAt").asText()))
                .isBefore(Instant.parse(after.get("takenAt").asText()));
    }

    @Test
    void every_instant_is_in_utc_and_says_so() {
        MissingTagIncident incident = MissingTagIncident.happen(rows);

        JsonNode plan = incident.plan();
        JsonNode restore = incident.tillback().loadRestore(incident.tillback().acceptAndApply(plan, "in UTC"));

        assertThat(incident.sightingBefore().get("takenAt").asText()).endsWith("Z");
        assertThat(plan.get("targetAt").asText()).endsWith("Z");
        assertThat(plan.get("seenAt").asText()).endsWith("Z");
        assertThat(plan.get("gap").get("from").asText()).endsWith("Z");
        assertThat(restore.get("startedAt").asText()).endsWith("Z");
        assertThat(restore.get("finishedAt").asText()).endsWith("Z");
        assertThat(plan.get("gap").get("headline").get(0).asText()).contains("Z to ");
    }
}
