package io.tillback.incident;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.TillbackClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Pages through the rows that a plan would write. */
final class PlanRows {
    private static final int PAGE = 500;

    private PlanRows() {}

    static List<JsonNode> of(TillbackClient tillback, String plan, String table) {
        List<JsonNode> all = new ArrayList<>();
        long after = 0;
        JsonNode page;
        do {
            page = tillback.http()
                    .get("plans/%s/rows?schema=shop&table=%s&after=%d&limit=%d".formatted(plan, table, after, PAGE));
            page.get("rows").forEach(all::add);
            after = page.path("next").asLong();
        } while (page.has("next"));
        return all;
    }

    static JsonNode cell(JsonNode row, String column) {
        return StreamSupport.stream(row.get("cells").spliterator(), false)
                .filter(cell -> cell.get("column").asText().equals(column))
                .findFirst()
                .orElseThrow();
    }
}
