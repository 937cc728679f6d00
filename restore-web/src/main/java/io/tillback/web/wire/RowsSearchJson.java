package io.tillback.web.wire;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Rows of some tables, by key. */
@Schema(
        name = "RowsSearch",
        requiredProperties = {"tables"})
public record RowsSearchJson(
        @Schema(description = "The tables, each once; at most 10,000 keys.")
        List<RowsJson> tables) implements JsonBody {
    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID, naming the JSON field */
    public Map<TableId, List<RowKey>> toModel() {
        JsonPath at = JsonPath.BODY.property("tables");
        Map<TableId, List<RowKey>> rows = new LinkedHashMap<>();
        for (RowsJson some : tables) {
            JsonPath place = at.element(rows.size());
            TableId table = Names.table(some.schema(), place.property("schema"), some.table(), place.property("table"));
            if (rows.putIfAbsent(table, some.keys().stream().map(RowKey::new).toList()) != null) {
                throw place.refuse("names " + table + " again", "Name each table once.");
            }
        }
        return rows;
    }

    /** Rows of one table. */
    @Schema(
            name = "Rows",
            requiredProperties = {"schema", "table", "keys"})
    public record RowsJson(
            @Schema(example = "shop") String schema,
            @Schema(example = "product") String table,

            @Schema(
                    description =
                            "Each key one value for each key column, in the key's order, as the database prints it; numbers"
                                    + " are taken by their text.",
                    example = "[[\"1\"], [\"2\"]]")
            @DatabaseValue(onNull = "A key column is never null: give its value, or leave this key out.")
            List<List<String>> keys) {}
}
