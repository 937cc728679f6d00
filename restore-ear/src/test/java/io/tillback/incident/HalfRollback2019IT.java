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

/** Incident 4, its column half: one column comes back from another, across a schema that has changed. */
@ExtendWith(ArquillianExtension.class)
@SuppressWarnings("NullAway.Init") // The container and JUnit set the fields.
class HalfRollback2019IT {
    @Resource(name = "jdbc/store")
    private DataSource database;

    private StoreRows rows;

    @Deployment
    static WebArchive application() {
        return IncidentArchive.war("half-rollback-2019");
    }

    @BeforeEach
    void read_beside_the_store() {
        ThisServer.store();
        rows = new StoreRows(database);
    }

    @Test
    void the_new_column_takes_the_old_ones_values_only_where_it_is_empty() {
        try (HalfRollbackIncident incident = HalfRollbackIncident.happen(rows)) {
            Map<String, String> oldColumn = rows.pairs(HalfRollbackIncident.TRIGGERS);
            Map<String, String> ordersBefore = rows.orders();

            JsonNode plan = incident.plan();
            String restore;
            try (OrdersGoOn orders = OrdersGoOn.begin(incident.store())) {
                restore = incident.tillback().acceptAndApply(plan, "incident 4, replayed");
                orders.awaitMore();
            }

            Map<String, String> wanted = new TreeMap<>(incident.before());
            wanted.replaceAll((id, trigger) -> Long.parseLong(id) % 7 == 0 ? "edited in the console" : trigger);
            assertThat(rows.pairs(HalfRollbackIncident.TRIGGERS_V2)).isEqualTo(wanted);
            assertThat(rows.pairs(HalfRollbackIncident.TRIGGERS)).isEqualTo(oldColumn);
            assertThat(rows.orders()).containsAllEntriesOf(ordersBefore);
            assertThat(plan.get("drift").toString())
                    .contains("Column trigger_v2 takes its values from column trigger.");
            assertThat(incident.store().heardRestores()).anySatisfy(heard -> {
                assertThat(heard.get("restoreId").asText()).isEqualTo(restore);
                assertThat(heard.get("tables").toString()).contains("campaign");
            });
        }
    }

    @Test
    void a_preview_of_the_new_column_writes_nothing_and_names_every_campaign_it_would_set_back() {
        try (HalfRollbackIncident incident = HalfRollbackIncident.happen(rows)) {
            Map<String, String> damaged = rows.pairs(HalfRollbackIncident.TRIGGERS_V2);
            long empty = damaged.values().stream().filter(String::isEmpty).count();

            JsonNode plan = incident.plan();

            assertThat(PlanRows.of(incident.tillback(), plan.get("id").asText(), "campaign"))
                    .filteredOn(row -> row.get("action").asText().equals("change"))
                    .hasSize((int) empty)
                    .allSatisfy(row -> assertThat(PlanRows.cell(row, "trigger_v2")
                                    .get("target")
                                    .asText())
                            .isEqualTo(
                                    incident.before().get(row.get("key").get(0).asText())));
            assertThat(rows.pairs(HalfRollbackIncident.TRIGGERS_V2)).isEqualTo(damaged);
        }
    }
}
