package io.tillback.web.wire;

import io.tillback.model.ColumnScope;
import io.tillback.model.Past;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One table of a request: which columns, which rows, and where its past is found. */
@Schema(
        name = "RestoreScope",
        description =
                "One table. Without 'columns' all columns, without 'keys' and 'where' all rows. 'was', 'columnMap' and "
                        + "'matchBy' are for a table that was named or built otherwise then.",
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
        String side,

        @Schema(description = "What the table was called at the target, if not what it is called now.") @Nullable
        FormerTableJson was,

        @Schema(
                description = "Where columns of today take their values from, if not from the column of then with the "
                        + "same name.")
        @Nullable
        List<ColumnSourceJson> columnMap,

        @Schema(
                description = "Columns of today that tell rows apart on both sides, if not the table's key.",
                example = "[\"code\"]")
        @Nullable
        List<String> matchBy) {
    static RestoreScopeJson of(RestoreScope scope) {
        return scope.rows()
                .match(
                        () -> of(scope, null, null, null),
                        keys -> of(scope, texts(keys), null, null),
                        matching -> of(scope, null, ConditionJson.of(matching.condition()), Words.of(matching.side())));
    }

    private static RestoreScopeJson of(
            RestoreScope scope,
            @Nullable List<List<String>> keys,
            @Nullable ConditionJson where,
            @Nullable String side) {
        Past past = scope.past();
        return new RestoreScopeJson(
                scope.table().schema(),
                scope.table().name(),
                scope.columns().match(() -> null, some -> Names.texts(some.names())),
                keys,
                where,
                side,
                past.table().map(FormerTableJson::of).orElse(null),
                past.columns().isEmpty()
                        ? null
                        : past.columns().stream().map(ColumnSourceJson::of).toList(),
                past.matchBy().isEmpty() ? null : Names.texts(past.matchBy()));
    }

    private static List<List<String>> texts(RowScope.Keys rows) {
        return rows.keys().stream().map(RowKey::values).toList();
    }

    RestoreScope toModel(JsonPath at) {
        TableId id = Names.table(schema, at.property("schema"), table, at.property("table"));
        return new RestoreScope(id, columnScope(at.property("columns")), rowScope(at), past(at));
    }

    private Past past(JsonPath at) {
        return new Past(
                Optional.ofNullable(was).map(former -> former.toModel(at.property("was"))),
                columnMap == null ? List.of() : ColumnSourceJson.toModel(columnMap, at.property("columnMap")),
                matchBy == null ? List.of() : Names.columns(matchBy, at.property("matchBy")));
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
