package io.tillback.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.Resource;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Incident 5: null keys, reserved names, two code paths, tenant by tenant. */
@ExtendWith(ArquillianExtension.class)
@SuppressWarnings("NullAway.Init") // The container and JUnit set the fields.
class GeneratedQueryIT {
    @Resource(name = "jdbc/store")
    private DataSource database;

    private StoreRows rows;

    @Deployment
    static WebArchive application() {
        return IncidentArchive.war("generated-query");
    }

    @BeforeEach
    void read_beside_the_store() {
        ThisServer.store();
        rows = new StoreRows(database);
    }

    @Test
    void values_that_were_null_become_null_again_and_those_that_are_null_get_theirs_back() {
        try (GeneratedQueryIncident incident = GeneratedQueryIncident.happen(rows)) {
            JsonNode plan = incident.planOfOneColumn();
            try (OrdersGoOn orders = OrdersGoOn.begin(incident.store())) {
                incident.tillback().acceptAndApply(plan, "incident 5, replayed");
                orders.awaitMore();
            }

            assertThat(plan.get("rowsToWrite").asLong()).isEqualTo(60);
            assertThat(incident.orders()).isEqualTo(incident.ordersBefore());
        }
    }

    @Test
    void rows_whose_keys_are_all_null_come_back_as_often_as_there_were() {
        try (GeneratedQueryIncident incident = GeneratedQueryIncident.happen(rows)) {
            incident.tillback().acceptAndApply(incident.planOfUsers(), "rows without a key");

            assertThat(incident.users()).isEqualTo(incident.usersBefore());
        }
    }

    @Test
    void the_very_plan_that_was_previewed_is_executed_or_nothing_is() {
        try (GeneratedQueryIncident incident = GeneratedQueryIncident.happen(rows)) {
            JsonNode plan = incident.planOfOneColumn();
            incident.edit(7);
            Map<String, String> before = incident.orders();

            JsonNode job = incident.tillback()
                    .awaitEnd(incident.tillback()
                            .http()
                            .post(
                                    "plans/" + plan.get("id").asText() + "/restores",
                                    "{\"fingerprint\":\"%s\",\"gapHash\":\"%s\"}"
                                            .formatted(
                                                    plan.get("fingerprint").asText(),
                                                    plan.get("gap").get("hash").asText())));

            assertThat(job.get("state").asText()).isEqualTo("failed");
            assertThat(job.get("failure").get("code").asText()).isEqualTo("ROWS_MOVED");
            assertThat(job.get("failure").toString()).contains("order 7");
            assertThat(incident.orders()).isEqualTo(before);
        }
    }

    @Test
    void one_tenant_gets_its_rows_first_and_the_others_later() {
        try (GeneratedQueryIncident incident = GeneratedQueryIncident.happen(rows)) {
            JsonNode plan = incident.planOfOneColumn();
            Map<String, String> damaged = incident.orders();

            incident.tillback()
                    .acceptAndApply(plan, "tenant 1 first", "{\"of\": \"sellers\", \"sellers\": [\"tenant 1\"]}");

            Map<String, String> half = new TreeMap<>(damaged);
            incident.ordersBefore().forEach((id, order) -> {
                if (order.startsWith("tenant 1|")) {
                    half.put(id, order);
                }
            });
            assertThat(incident.orders()).isEqualTo(half);

            incident.tillback().acceptAndApply(plan, "the rest", "{\"of\": \"rest\"}");
            assertThat(incident.orders()).isEqualTo(incident.ordersBefore());
        }
    }
}
