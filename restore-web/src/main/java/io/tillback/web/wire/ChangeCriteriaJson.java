package io.tillback.web.wire;

import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangeCriteria.Operation;
import io.tillback.model.Condition;
import io.tillback.model.RowKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which recorded changes are looked for. */
@Schema(
        name = "ChangeCriteria",
        description =
                "Which changes are looked for: all that is said must hold, and {} stands for all there are. 'key', 'columns',"
                        + " 'before' and 'after' go with 'table'.")
public record ChangeCriteriaJson(
        @Schema @Nullable TableJson table,

        @Schema(
                description =
                        "Of this row: one value for each key column, in the key's order, as the database prints it.",
                example = "[\"4711\"]")
        @DatabaseValue(onNull = "A key column is never null: give its value.")
        @Nullable
        List<String> key,

        @Schema(description = "At least one of these columns holds another value since.", example = "[\"payout_type\"]")
        @Nullable
        List<String> columns,

        @Schema(description = "Holds for the row as the change found it; never of one that was not there.") @Nullable
        ConditionJson before,

        @Schema(description = "Holds for the row as the change left it; never of one that was not there any more.")
        @Nullable
        ConditionJson after,

        @Schema(
                description = "One of these. A row that takes another key is updated, and inserted under the new key.",
                enumeration = {"insert", "update", "delete", "truncate"})
        @Nullable
        List<String> operations,

        @Schema(description = "Whom the store had signed in, exactly.") @Nullable
        String actor,

        @Schema(description = "The store's request, exactly.") @Nullable
        String request,

        @Schema(description = "The release that the store said it was, exactly.") @Nullable
        String release,

        @Schema(description = "The database's role, exactly.") @Nullable
        String sessionUser,

        @Schema(description = "One of these transactions.", example = "[\"734122\"]") @Nullable
        List<String> transactions,

        @Schema(description = "Committed since this instant, to the beat.", example = "2026-03-01T12:00:00Z") @Nullable
        String from,

        @Schema(description = "Committed before this instant, to the beat.", example = "2026-03-01T13:00:00Z") @Nullable
        String to,

        @Schema(description = "Committed since this release was announced; instead of 'from'.", example = "build-105")
        @Nullable
        String sinceRelease)
        implements JsonBody {
    /** Of criteria that are not about rows. */
    static ChangeCriteriaJson of(ChangeCriteria criteria) {
        ChangeCriteria.By by = criteria.by();
        ChangeCriteria.Window window = criteria.window();
        return new ChangeCriteriaJson(
                criteria.table().map(TableJson::of).orElse(null),
                null,
                null,
                null,
                null,
                null,
                by.actor().orElse(null),
                by.request().orElse(null),
                by.release().orElse(null),
                by.sessionUser().orElse(null),
                criteria.transactions().isEmpty()
                        ? null
                        : criteria.transactions().stream()
                                .map(Long::toUnsignedString)
                                .toList(),
                window.from().map(Instant::toString).orElse(null),
                window.to().map(Instant::toString).orElse(null),
                window.sinceRelease().orElse(null));
    }

    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID, naming the JSON field */
    public ChangeCriteria toModel() {
        return new ChangeCriteria(
                Optional.ofNullable(table).map(some -> some.toModel(at("table"))),
                rows(),
                new ChangeCriteria.By(
                        Optional.ofNullable(actor),
                        Optional.ofNullable(request),
                        Optional.ofNullable(release),
                        Optional.ofNullable(sessionUser)),
                transactions == null ? List.of() : transactions(transactions),
                new ChangeCriteria.Window(instant(from, "from"), instant(to, "to"), Optional.ofNullable(sinceRelease)));
    }

    private static JsonPath at(String property) {
        return JsonPath.BODY.property(property);
    }

    private ChangeCriteria.Rows rows() {
        return new ChangeCriteria.Rows(
                Optional.ofNullable(key).map(RowKey::new),
                columns == null ? List.of() : Names.columns(columns, at("columns")),
                condition(before, "before"),
                condition(after, "after"),
                operations == null ? Set.of() : operations(operations));
    }

    private static Optional<Condition> condition(@Nullable ConditionJson some, String property) {
        return Optional.ofNullable(some).map(condition -> condition.toModel(at(property)));
    }

    private static Set<Operation> operations(List<String> words) {
        return IntStream.range(0, words.size())
                .mapToObj(i -> Words.parse(
                        words.get(i), Operation.class, at("operations").element(i)))
                .collect(Collectors.toSet());
    }

    private static List<Long> transactions(List<String> numbers) {
        return IntStream.range(0, numbers.size())
                .mapToObj(i -> at("transactions").element(i).unsigned(numbers.get(i)))
                .toList();
    }

    private static Optional<Instant> instant(@Nullable String text, String property) {
        return Optional.ofNullable(text).map(some -> at(property).instant(some));
    }
}
