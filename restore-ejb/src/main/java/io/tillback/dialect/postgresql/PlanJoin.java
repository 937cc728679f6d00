package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.image;
import static io.tillback.dialect.postgresql.Sql.keys;
import static io.tillback.dialect.postgresql.Sql.stage;

import io.tillback.dialect.PlanSql.Stage;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.Column;
import io.tillback.model.RowScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Live rows beside staged rows.
 *
 * @param from the join, live rows as {@code l}, staged rows as {@code s}
 * @param inScope true for rows the plan looks at; never null
 */
record PlanJoin(String from, String inScope, List<String> parameters) {
    PlanJoin {
        parameters = List.copyOf(parameters);
    }

    static PlanJoin of(Table table, RowScope rows) {
        Identity identity = Identity.of(table);
        String live = identity.live("l");
        String stage = identity.stage(stage(table.plan(), table.number()), "s");
        String full = live + " FULL JOIN " + stage + " ON " + identity.same("l", "s");
        String byKey = "(SELECT DISTINCT * FROM %s) k LEFT JOIN %s ON %s LEFT JOIN %s ON %s"
                .formatted(
                        keys(table.plan(), table.number()),
                        live,
                        identity.same("l", "k"),
                        stage,
                        identity.same("s", "k"));
        PlanJoin ofKeys =
                new PlanJoin(byKey, "(" + identity.present("l") + " OR " + identity.present("s") + ")", List.of());
        // Rows that are not as they were: those laid out, and those that were not there.
        String changed = "%s FULL JOIN %s k ON FALSE LEFT JOIN %s ON %s"
                .formatted(stage, keys(table.plan(), table.number()), live, identity.sameAsEither("l", "s", "k"));
        String all = table.stage() == Stage.CHANGED ? changed : full;
        return rows.match(
                () -> table.stage() == Stage.CHANGED
                        ? new PlanJoin(changed, ofKeys.inScope(), List.of())
                        : new PlanJoin(full, "TRUE", List.of()),
                keys -> ofKeys,
                matching -> matching(table, matching, all));
    }

    private static PlanJoin matching(Table table, RowScope.Matching matching, String full) {
        Identity identity = Identity.of(table);
        PostgresConditions onLive = new PostgresConditions(table.live(), "l");
        PostgresConditions onStage = new PostgresConditions(table.live(), "s");
        List<String> sides = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        if (matching.side() != RowScope.Side.TARGET) {
            sides.add(identity.present("l") + " AND (" + onLive.write(matching.condition()) + ")");
            parameters.addAll(onLive.parameters());
        }
        if (matching.side() != RowScope.Side.LIVE) {
            sides.add(identity.present("s") + " AND (" + onStage.write(matching.condition()) + ")");
            parameters.addAll(onStage.parameters());
        }
        return new PlanJoin(full, "(" + String.join(" OR ", sides) + ")", parameters);
    }

    /** Rows on one side only, and rows whose bytes differ: null equal to null, whatever the type. */
    static String differs(Table table) {
        Identity identity = Identity.of(table);
        Map<Boolean, List<Column>> byForms = table.columns().stream()
                .map(name -> table.live().findColumn(name).orElseThrow())
                .collect(Collectors.partitioningBy(PlanJoin::hasSeveralForms));
        List<Column> inOneForm = byForms.getOrDefault(false, List.of());
        List<Column> inSeveralForms = byForms.getOrDefault(true, List.of());
        String differs = identity.absent("l") + " OR " + identity.absent("s") + " OR NOT ("
                + Sql.same(inOneForm, column -> Sql.value(column, "l"), column -> Sql.value(column, "s")) + ")";
        return inSeveralForms.isEmpty()
                ? differs
                : differs + " OR (record_image_ne(" + image(inSeveralForms, "l") + ", " + image(inSeveralForms, "s")
                        + ") AND " + image(inSeveralForms, "l") + "::text <> " + image(inSeveralForms, "s") + "::text)";
    }

    /**
     * An array keeps room for nulls that it held once, a composite value lacks the fields that its type has got since: such
     * values have other bytes than the same values read from a snapshot.
     */
    private static boolean hasSeveralForms(Column column) {
        String type = column.values().type();
        return type.endsWith("[]") || type.contains("\"") || type.contains(".");
    }
}
