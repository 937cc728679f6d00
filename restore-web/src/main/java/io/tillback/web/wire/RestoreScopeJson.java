package io.tillback.web.wire;

import io.tillback.model.ColumnScope;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One table of a request: which columns, which rows. */
@Schema(
        name = "RestoreScope",
        description = "One table. Without 'columns' all columns, without 'keys' and 'where' all rows.",
        requiredProperties = {"schema", "table"})
public record RestoreScopeJson(
        @Schema(example = "shop") String schema,

        @Schema(example = "product") String table,

        @Schema(description = "The columns to write. Rows are then changed, never created or removed.") @Nullable
        List<String> columns,

        @Schema(
                description =
                        "Rows by key: each key one value for each key column, in the key's order, as the database "
                                + "prints it; numbers are taken by their text.",
                example = "[[\"1\"], [\"2\"]]")
        @DatabaseValue(onNull = "A key column is never null: give its value, or leave this key out.")
        @Nullable
        List<List<String>> keys,

        @Schema(description = "Rows by condition; goes with 'side'.") @Nullable
        ConditionJson where,

        @Schema(
                description = "Which state of a row 'where' is asked of: as it is now, as it was at the target, or any "
                        + "of the two.",
                enumeration = {"live", "target", "either"})
        @Nullable
        String side) {
    static RestoreScopeJson of(RestoreScope scope) {
        TableId table = scope.table();
        List<String> columns = scope.columns().match(() -> null, some -> Names.texts(some.names()));
        return scope.rows()
                .match(
                        () -> new RestoreScopeJson(table.schema(), table.name(), columns, null, null, null),
                        keys -> new RestoreScopeJson(table.schema(), table.name(), columns, texts(keys), null, null),
                        matching -> new RestoreScopeJson(
                                table.schema(),
                                table.name(),
                                columns,
                                null,
                                ConditionJson.of(matching.condition()),
                                Words.of(matching.side())));
    }

    private static List<List<String>> texts(RowScope.Keys rows) {
        return rows.keys().stream().map(RowKey::values).toList();
    }

    RestoreScope toModel(JsonPath at) {
        TableId id = Names.table(schema, at.property("schema"), table, at.property("table"));
        return new RestoreScope(id, columnScope(at.property("columns")), rowScope(at));
    }

    private ColumnScope columnScope(JsonPath at) {
        if (columns == null) {
            return new ColumnScope.AllColumns();
        }
        return new ColumnScope.Columns(Names.columns(columns, at));
    }

    private RowScope rowScope(JsonPath at) {
        if (keys != null && where != null) {
            throw at.refuse("has keys and where together", "Name the rows by 'keys' or by 'where', or make two plans.");
        }
        if (where != null) {
            return new RowScope.Matching(where.toModel(at.property("where")), side(at.property("side")));
        }
        if (side != null) {
            throw at.property("side").refuse("goes with 'where' only", "Leave it out.");
        }
        if (keys != null) {
            return new RowScope.Keys(keys.stream().map(RowKey::new).toList());
        }
        return new RowScope.AllRows();
    }

    // No default: a row deleted since matches no live value, a row edited since no old one. A guess would restore other
    // rows than were meant.
    private RowScope.Side side(JsonPath at) {
        if (side == null) {
            throw at.refuse(
                    "is missing",
                    "Say which state of a row 'where' is asked of: live (as it is now), target (as it was) or either.");
        }
        return Words.parse(side, RowScope.Side.class, at);
    }
}
