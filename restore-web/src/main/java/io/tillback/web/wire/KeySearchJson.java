package io.tillback.web.wire;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Asks which snapshots hold a row. */
@Schema(
        name = "KeySearch",
        requiredProperties = {"table", "key"})
public record KeySearchJson(
        @Schema TableJson table,

        @Schema(
                description =
                        "One value for each key column, in the key's order, as the database prints it; numbers are "
                                + "taken by their text.",
                example = "[\"4711\"]")
        @DatabaseValue(onNull = "A key column is never null: give its value.")
        List<String> key)
        implements JsonBody {
    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID, naming the JSON field */
    public TableId tableId() {
        return table.toModel(JsonPath.BODY.property("table"));
    }

    public RowKey rowKey() {
        return new RowKey(key);
    }
}
