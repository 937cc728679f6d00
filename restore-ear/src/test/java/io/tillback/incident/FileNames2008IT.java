package io.tillback.incident;

import static java.util.stream.Collectors.toMap;
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

/** Incident 1: one statement without a WHERE. Runs inside the server. */
@ExtendWith(ArquillianExtension.class)
@SuppressWarnings("NullAway.Init") // The container and JUnit set the fields.
class FileNames2008IT {
    private static final String NAMES = "SELECT id::text, file_name FROM shop.product";
    private static final String OTHER_COLUMNS =
            "SELECT id::text, md5((to_jsonb(p) - 'file_name')::text) FROM shop.product AS p";
    private static final String ORDERS = "SELECT count(*) FROM shop.orders";

    @Resource(name = "jdbc/store")
    private DataSource database;

    private StoreRows rows;

    @Deployment
    static WebArchive application() {
        return IncidentArchive.war("file-names-2008");
    }

    @BeforeEach
    void read_beside_the_store() {
        rows = new StoreRows(database);
    }

    @Test
    void only_the_damaged_names_come_back_while_every_order_placed_since_stays() {
        FileNamesIncident incident = FileNamesIncident.happen(rows);
        Map<String, String> ordersBefore = rows.orders();
        long countBefore = rows.number(ORDERS);
        Map<String, String> othersBefore = rows.pairs(OTHER_COLUMNS);

        JsonNode restore;
        long placed;
        try (OrdersGoOn orders = OrdersGoOn.begin(incident.store())) {
            restore = incident.tillback().loadRestore(incident.restore());
            orders.awaitMore();
            placed = orders.stop();
        }

        assertThat(rows.pairs(NAMES)).isEqualTo(incident.namesToBe());
        assertThat(rows.pairs(OTHER_COLUMNS)).isEqualTo(othersBefore);
        assertThat(rows.orders()).containsAllEntriesOf(ordersBefore);
        assertThat(rows.number(ORDERS)).isEqualTo(countBefore + placed);
        assertThat(restore.get("outcome").asText()).isEqualTo("committed");
        assertThat(restore.get("proof").get("rowsPlanned").asLong()).isEqualTo(incident.damaged());
        assertThat(restore.get("proof").get("rowsVerified").asLong()).isEqualTo(incident.damaged());
    }

    @Test
    void the_plan_says_first_what_is_not_known_and_names_every_row_that_it_would_write() {
        FileNamesIncident incident = FileNamesIncident.happen(rows);
        Map<String, String> namesBefore = rows.pairs(NAMES);

        JsonNode plan = incident.plan();

        assertThat(plan.get("gap").get("headline").get(0).asText()).startsWith("Unknown: no journal covers ");
        JsonNode counts = plan.get("tables").get(0).get("counts");
        assertThat(counts.get("change").asLong()).isEqualTo(incident.damaged());
        assertThat(counts.get("outside").asLong()).isEqualTo(incident.mended());
        assertThat(plan.get("gap").get("tables").get(0).get("lost").asLong()).isZero();
        Map<String, String> damagedToBe = new TreeMap<>(incident.namesToBe());
        damagedToBe.keySet().removeIf(id -> !FileNamesIncident.DAMAGE.equals(namesBefore.get(id)));
        assertThat(namesByPlan(incident, plan)).isEqualTo(damagedToBe);
        assertThat(rows.pairs(NAMES)).as("a preview writes nothing").isEqualTo(namesBefore);
    }

    private static Map<String, String> namesByPlan(FileNamesIncident incident, JsonNode plan) {
        return PlanRows.of(incident.tillback(), plan.get("id").asText(), "product").stream()
                .filter(row ->
                        PlanRows.cell(row, "file_name").get("live").asText().equals(FileNamesIncident.DAMAGE))
                .collect(toMap(
                        row -> row.get("key").get(0).asText(),
                        row -> PlanRows.cell(row, "file_name").get("target").asText()));
    }

    @Test
    void the_stores_next_read_through_its_cache_shows_the_restored_name() {
        long product = 777;
        FileNamesIncident incident = FileNamesIncident.happen(rows);
        String damaged = incident.store().fileName(product);
        String mended = incident.store().fileName(1);

        String restore = incident.restore();

        assertThat(damaged).isEqualTo(FileNamesIncident.DAMAGE);
        assertThat(incident.store().fileName(product))
                .isEqualTo(incident.namesToBe().get(Long.toString(product)));
        assertThat(incident.store().fileName(1)).isEqualTo(mended).startsWith("mended-by-hand");
        assertThat(incident.store().heardRestores()).anySatisfy(heard -> {
            assertThat(heard.get("restoreId").asText()).isEqualTo(restore);
            assertThat(heard.get("tables").toString()).contains("product");
        });
    }

    @Test
    void taking_the_restore_back_is_a_plan_that_leaves_alone_what_was_edited_since() {
        FileNamesIncident incident = FileNamesIncident.happen(rows);
        String restore = incident.restore();
        incident.store().renameFile(500, "edited-after-the-restore.zip");
        Map<String, String> restored = rows.pairs(NAMES);

        JsonNode plan = incident.tillback().loadPlan(incident.tillback().takeBack(restore));

        JsonNode counts = plan.get("tables").get(0).get("counts");
        assertThat(counts.get("change").asLong()).isEqualTo(incident.damaged() - 1);
        assertThat(counts.get("leaveDifferent").asLong()).isEqualTo(1);
        assertThat(plan.get("gap").get("headline").get(0).asText()).startsWith("Exact: ");
        assertThat(rows.pairs(NAMES)).as("a preview writes nothing").isEqualTo(restored);

        String takenBack = incident.tillback().acceptAndApply(plan, "taken back");

        assertThat(rows.pairs(NAMES)).isEqualTo(damagedAgain(incident));
        assertThat(incident.tillback().loadRestore(takenBack).get("takesBack").asText())
                .isEqualTo(restore);
    }

    private static Map<String, String> damagedAgain(FileNamesIncident incident) {
        Map<String, String> names = new TreeMap<>(incident.namesToBe());
        names.replaceAll((id, name) -> name.startsWith("mended-by-hand") ? name : FileNamesIncident.DAMAGE);
        names.put("500", "edited-after-the-restore.zip");
        return names;
    }
}
