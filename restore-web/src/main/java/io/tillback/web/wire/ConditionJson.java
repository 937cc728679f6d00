package io.tillback.web.wire;

import io.tillback.model.ColumnName;
import io.tillback.model.Condition;
import jakarta.json.bind.annotation.JsonbProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One condition on a row: {@code column} with one of {@code is}, {@code in}, {@code isNull}; or one of {@code and}, {@code or}, {@code not}. */
@Schema(
        name = "Condition",
        description =
                "Either 'column' with exactly one of 'is' (and 'value'), 'in', 'isNull'; or exactly one of 'and', "
                        + "'or', 'not'. Two-valued: where a column is null, '<>' is true and every other comparison is false.")
public record ConditionJson(
        @Schema(description = "The column's name, exactly as the database spells it.", example = "file_name") @Nullable
        String column,

        @Schema(
                description =
                        "How the column compares with 'value'; 'like' is the database's text pattern with % and _.",
                enumeration = {"=", "<>", "<", "<=", ">", ">=", "like"})
        @Nullable
        String is,

        @Schema(
                description =
                        "As the database prints it; a number or boolean is taken by its text. For null, use isNull.")
        @DatabaseValue(onNull = ConditionJson.ON_NULL)
        @Nullable
        String value,

        @Schema(description = "True where the column is one of these; at least one.")
        @DatabaseValue(onNull = ConditionJson.ON_NULL)
        @Nullable
        List<String> in,

        // Named, because OpenAPI takes the accessor isNull() for a property 'null'.
        @JsonbProperty("isNull")
        @Schema(description = "True asks for rows where the column is null, false for the others.")
        @Nullable
        Boolean isNull,

        @Schema(description = "All of these; at least one.") @Nullable
        List<ConditionJson> and,

        @Schema(description = "Any of these; at least one.") @Nullable
        List<ConditionJson> or,

        @Schema(description = "True where this is false.") @Nullable
        ConditionJson not) {
    static final String ON_NULL = "Ask for null with {\"column\": …, \"isNull\": true}, combined by 'or' where needed.";
    private static final String ONE_TEST =
            "Give 'column' with exactly one of is, in, isNull; or exactly one of and, or, not.";

    static ConditionJson of(Condition condition) {
        return condition.match(
                compare -> onColumn(compare.column(), symbol(compare.operator()), compare.value(), null, null),
                isNull -> onColumn(isNull.column(), null, null, null, true),
                in -> onColumn(in.column(), null, null, in.values(), null),
                and -> combined(of(and.all()), null, null),
                or -> combined(null, of(or.any()), null),
                not -> combined(null, null, of(not.not())));
    }

    private static List<ConditionJson> of(List<Condition> conditions) {
        return conditions.stream().map(ConditionJson::of).toList();
    }

    private static ConditionJson onColumn(
            ColumnName column,
            @Nullable String is,
            @Nullable String value,
            @Nullable List<String> in,
            @Nullable Boolean isNull) {
        return new ConditionJson(column.value(), is, value, in, isNull, null, null, null);
    }

    private static ConditionJson combined(
            @Nullable List<ConditionJson> and, @Nullable List<ConditionJson> or, @Nullable ConditionJson not) {
        return new ConditionJson(null, null, null, null, null, and, or, not);
    }

    Condition toModel(JsonPath at) {
        requireOneTest(at);
        if (and != null) {
            return new Condition.And(toModel(and, at.property("and")));
        }
        if (or != null) {
            return new Condition.Or(toModel(or, at.property("or")));
        }
        if (not != null) {
            return new Condition.Not(not.toModel(at.property("not")));
        }
        return onColumn(at);
    }

    private static List<Condition> toModel(List<ConditionJson> conditions, JsonPath at) {
        List<Condition> all = new ArrayList<>();
        for (ConditionJson condition : conditions) {
            all.add(condition.toModel(at.element(all.size())));
        }
        return all;
    }

    private Condition onColumn(JsonPath at) {
        if (column == null) {
            throw at.property("column").refuse("is missing", "Name the column that the condition is about.");
        }
        ColumnName name = Names.column(column, at.property("column"));
        if (in != null) {
            return new Condition.In(name, in);
        }
        if (isNull != null) {
            Condition test = new Condition.IsNull(name);
            return isNull ? test : new Condition.Not(test);
        }
        if (is == null || value == null) {
            throw at.property("value").refuse("is missing", "Give what the column is compared with. " + ON_NULL);
        }
        return new Condition.Compare(name, operator(is, at.property("is")), value);
    }

    private void requireOneTest(JsonPath at) {
        List<String> tests = given(tests());
        if (tests.isEmpty()) {
            throw at.refuse("tests nothing", ONE_TEST);
        }
        if (tests.size() > 1) {
            throw at.refuse("has " + String.join(" and ", tests) + " together", ONE_TEST);
        }
        if (value != null && is == null) {
            throw at.property("value").refuse("goes with 'is' only", ONE_TEST);
        }
        if (column != null && (and != null || or != null || not != null)) {
            throw at.property("column").refuse("does not go with '" + tests.get(0) + "'", ONE_TEST);
        }
    }

    private Map<String, @Nullable Object> tests() {
        Map<String, @Nullable Object> tests = new LinkedHashMap<>();
        tests.put("is", is);
        tests.put("in", in);
        tests.put("isNull", isNull);
        tests.put("and", and);
        tests.put("or", or);
        tests.put("not", not);
        return tests;
    }

    private static List<String> given(Map<String, @Nullable Object> properties) {
        return properties.entrySet().stream()
                .filter(property -> property.getValue() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Condition.Operator operator(String symbol, JsonPath at) {
        return Arrays.stream(Condition.Operator.values())
                .filter(operator -> symbol(operator).equals(symbol))
                .findFirst()
                .orElseThrow(() -> at.refuseWord(symbol, symbols()));
    }

    private static String symbols() {
        return Arrays.stream(Condition.Operator.values())
                .map(ConditionJson::symbol)
                .collect(Collectors.joining(", "));
    }

    static String symbol(Condition.Operator operator) {
        return switch (operator) {
            case EQUAL -> "=";
            case NOT_EQUAL -> "<>";
            case LESS -> "<";
            case AT_MOST -> "<=";
            case GREATER -> ">";
            case AT_LEAST -> ">=";
            case LIKE -> "like";
        };
    }
}
