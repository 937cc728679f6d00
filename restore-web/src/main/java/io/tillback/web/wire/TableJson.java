package io.tillback.web.wire;

import io.tillback.model.TableId;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A table's name, exactly as the database spells it. */
@Schema(
        name = "Table",
        description = "A table by schema and name, exactly as the database spells them.",
        requiredProperties = {"schema", "name"})
public record TableJson(
        @Schema(example = "shop") String schema,
        @Schema(example = "product") String name) {
    static TableJson of(TableId table) {
        return new TableJson(table.schema(), table.name());
    }

    TableId toModel(JsonPath at) {
        return Names.table(schema, at.property("schema"), name, at.property("name"));
    }
}
