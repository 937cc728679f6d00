package io.tillback.web.wire;

import io.tillback.model.ColumnName;
import io.tillback.model.ColumnSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where a column of today takes its value from: {@code column} with exactly one of {@code from}, {@code value}. */
@Schema(
        name = "ColumnSource",
        description = "Where a column of today takes its value from: 'column' with exactly one of 'from', 'value'.",
        requiredProperties = {"column"})
public record ColumnSourceJson(
        @Schema(description = "A column of the table as it is now.", example = "trigger_v2")
        String column,

        @Schema(description = "The column of the table as it was then that held the values.", example = "trigger")
        @Nullable
        String from,

        @Schema(
                description = "One value for all rows, as the database prints it; a number or boolean is taken by its "
                        + "text.")
        @DatabaseValue(onNull = "Leave the column out of the map: created rows then get its default.")
        @Nullable
        String value) {
    private static final String ONE = "Give 'from', a column of then, or 'value', one value for all rows.";

    static ColumnSourceJson of(ColumnSource source) {
        return new ColumnSourceJson(
                source.column().value(),
                source.from().map(ColumnName::value).orElse(null),
                source.value().orElse(null));
    }

    static List<ColumnSource> toModel(List<ColumnSourceJson> sources, JsonPath at) {
        List<ColumnSource> all = new ArrayList<>();
        Map<ColumnName, Integer> places = new HashMap<>();
        for (ColumnSourceJson json : sources) {
            JsonPath place = at.element(all.size());
            ColumnSource source = json.toModel(place);
            Integer earlier = places.putIfAbsent(source.column(), all.size());
            if (earlier != null) {
                throw place.refuse(
                        "maps column '" + JsonPath.shortened(json.column) + "' like " + at.element(earlier),
                        "Map each column once.");
            }
            all.add(source);
        }
        return all;
    }

    private ColumnSource toModel(JsonPath at) {
        ColumnName name = Names.column(column, at.property("column"));
        if (from != null && value != null) {
            throw at.refuse("has from and value together", ONE);
        }
        if (from != null) {
            return ColumnSource.from(name, Names.column(from, at.property("from")));
        }
        if (value != null) {
            return ColumnSource.value(name, value);
        }
        throw at.refuse("maps from nothing", ONE);
    }
}
