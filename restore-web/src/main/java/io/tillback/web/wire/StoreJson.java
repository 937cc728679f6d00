package io.tillback.web.wire;

import io.tillback.model.Column;
import io.tillback.model.ForeignKey;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableShape;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The store's database as Tillback sees it. */
@Schema(
        name = "Store",
        requiredProperties = {"name", "tables", "unprotected"})
public record StoreJson(
        @Schema String name,

        @Schema(description = "The protected tables, by name.")
        List<TableShapeJson> tables,

        @Schema(description = "What no snapshot holds, each with the reason.")
        List<UnprotectedJson> unprotected) {
    public static StoreJson of(String name, StoreSchema schema) {
        return new StoreJson(
                name,
                schema.tables().stream().map(TableShapeJson::of).toList(),
                schema.unprotected().stream()
                        .map(thing -> new UnprotectedJson(thing.what(), thing.reason()))
                        .toList());
    }

    /** Something that is not protected. */
    @Schema(
            name = "Unprotected",
            requiredProperties = {"what", "reason"})
    public record UnprotectedJson(
            @Schema String what, @Schema String reason) {}

    /** A table as it is built. */
    @Schema(
            name = "TableShape",
            requiredProperties = {"schema", "name", "kind", "columns", "key", "foreignKeys"})
    public record TableShapeJson(
            @Schema String schema,
            @Schema String name,

            @Schema(enumeration = {"plain", "partitioned"}) String kind,

            @Schema List<ColumnJson> columns,

            @Schema(description = "The key's columns in order; empty when the table has no key.")
            List<String> key,

            @Schema List<ForeignKeyJson> foreignKeys) {
        static TableShapeJson of(TableShape shape) {
            return new TableShapeJson(
                    shape.id().schema(),
                    shape.id().name(),
                    Words.of(shape.kind()),
                    shape.columns().stream().map(ColumnJson::of).toList(),
                    Names.texts(shape.key()),
                    shape.foreignKeys().stream().map(ForeignKeyJson::of).toList());
        }
    }

    /** A column as the database describes it. */
    @Schema(
            name = "Column",
            requiredProperties = {"name", "type", "nulls", "origin", "order"})
    public record ColumnJson(
            @Schema String name,

            @Schema(description = "The SQL type as the database prints it.", example = "numeric(12,2)")
            String type,

            @Schema(enumeration = {"allowed", "refused"}) String nulls,

            @Schema(
                    description = "Who supplies the value; generated columns are never restored.",
                    enumeration = {"written", "identity-by-default", "identity-always", "generated"})
            String origin,

            @Schema(
                    description = "Whether conditions may use less and greater.",
                    enumeration = {"ordered", "unordered"})
            String order) {
        static ColumnJson of(Column column) {
            return new ColumnJson(
                    column.name().value(),
                    column.type(),
                    Words.of(column.nulls()),
                    Words.of(column.origin()),
                    Words.of(column.order()));
        }
    }

    /** A foreign key. */
    @Schema(
            name = "ForeignKey",
            requiredProperties = {"name", "from", "fromColumns", "to", "toColumns", "timing"})
    public record ForeignKeyJson(
            @Schema String name,
            @Schema TableJson from,
            @Schema List<String> fromColumns,
            @Schema TableJson to,
            @Schema List<String> toColumns,

            @Schema(
                    description = "When the database checks it.",
                    enumeration = {"each-statement", "deferrable"})
            String timing) {
        static ForeignKeyJson of(ForeignKey key) {
            return new ForeignKeyJson(
                    key.name(),
                    TableJson.of(key.from()),
                    Names.texts(key.fromColumns()),
                    TableJson.of(key.to()),
                    Names.texts(key.toColumns()),
                    Words.of(key.timing()));
        }
    }
}
