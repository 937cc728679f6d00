package io.tillback.web.wire;

import io.tillback.model.TableId;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a table was called at the target. */
@Schema(
        name = "FormerTable",
        description = "What the table was called at the target, exactly as the database spelled it then.",
        requiredProperties = {"schema", "table"})
public record FormerTableJson(
        @Schema(example = "shop") String schema,
        @Schema(example = "article") String table) {
    static FormerTableJson of(TableId id) {
        return new FormerTableJson(id.schema(), id.name());
    }

    TableId toModel(JsonPath at) {
        return Names.table(schema, at.property("schema"), table, at.property("table"));
    }
}
