package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.raw;
import static io.tillback.dialect.postgresql.Sql.stage;
import static io.tillback.dialect.postgresql.Sql.unfitMark;

import io.tillback.dialect.StagingSql.Source;
import io.tillback.model.ColumnName;
import io.tillback.model.PlanId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns rows of the past, as texts, into rows of today's types. A value that today's type does not take, or would
 * change, becomes null and its row is marked.
 *
 * <p>Each conversion is a function of its own for as long as the statement runs: PL/pgSQL is what catches a bad value
 * without losing the transaction on every version, and its assignment refuses a text that is too long where a cast
 * would cut it.
 */
final class PostgresConversion {
    private final PlanId plan;
    private final int number;
    private final List<Source> columns;
    private final List<ColumnName> key;

    PostgresConversion(PlanId plan, int number, List<Source> columns, List<ColumnName> key) {
        this.plan = plan;
        this.number = number;
        this.columns = columns;
        this.key = key;
    }

    List<String> statements() {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            statements.add(createFunction(i));
        }
        statements.add(createStage());
        for (int i = 0; i < columns.size(); i++) {
            statements.add("DROP FUNCTION " + function(i) + "(text)");
        }
        statements.add("DROP TABLE " + raw(plan, number));
        return statements;
    }

    private String function(int index) {
        return "tillback.fit_" + plan + "_" + number + "_" + (index + 1);
    }

    private String createFunction(int index) {
        Source column = columns.get(index);
        return """
                CREATE FUNCTION %s(value text) RETURNS %s LANGUAGE plpgsql STABLE STRICT AS %s
                """.formatted(function(index), column.live().type(), literal(body(column)));
    }

    /** A value that an operator gave is not caught: it is the request that is wrong, not a row. */
    private static String body(Source column) {
        if (column.value().isPresent()) {
            return """
                    DECLARE
                      result %s;
                    BEGIN
                      result := value;
                      RETURN result;
                    END""".formatted(column.live().type());
        }
        String type = column.live().type();
        String then = column.fromType()
                .filter(was -> Family.of(was) != Family.OTHER && Family.of(was) == Family.of(type))
                .orElse("");
        String check = then.isEmpty() ? "" : """
                  IF result::%s IS DISTINCT FROM value::%s THEN
                    RETURN NULL;
                  END IF;
                """.formatted(then, then);
        return """
                DECLARE
                  result %s;
                BEGIN
                  result := value%s;
                %s  RETURN result;
                EXCEPTION WHEN data_exception OR integrity_constraint_violation OR datatype_mismatch
                  OR syntax_error_or_access_rule_violation OR invalid_schema_name OR program_limit_exceeded THEN
                  RETURN NULL;
                END""".formatted(type, then.isEmpty() ? "" : "::" + then, check);
    }

    /** Built-in types that convert into each other by their values, not by how they are printed. */
    private enum Family {
        NUMBER("smallint|integer|bigint|numeric.*|real|double precision"),
        TIME("date|timestamp.*"),
        OTHER("");

        private final String types;

        Family(String types) {
            this.types = types;
        }

        static Family of(String type) {
            if (type.endsWith("[]")) {
                return OTHER;
            }
            if (type.matches(NUMBER.types)) {
                return NUMBER;
            }
            return type.matches(TIME.types) ? TIME : OTHER;
        }
    }

    private String createStage() {
        List<ColumnName> names =
                columns.stream().map(column -> column.live().name()).toList();
        String values = IntStream.range(0, columns.size())
                .mapToObj(i -> "v.c%d%s AS %s"
                        .formatted(i + 1, Sql.collation(columns.get(i).live()), quote(names.get(i))))
                .collect(Collectors.joining(", "));
        String keyFits = key.stream()
                .map(name -> "v.c" + (names.indexOf(name) + 1) + " IS NOT DISTINCT FROM NULL")
                .collect(Collectors.joining(" OR "));
        return """
                CREATE UNLOGGED TABLE %s WITH (autovacuum_enabled = off) AS
                SELECT %s, %s AS %s
                FROM %s r
                CROSS JOIN LATERAL (SELECT %s OFFSET 0) v
                WHERE NOT (%s)
                """.formatted(
                        stage(plan, number),
                        values,
                        mark(),
                        quote(unfitMark(names)),
                        raw(plan, number),
                        converted(),
                        key.isEmpty() ? "FALSE" : keyFits);
    }

    /** OFFSET keeps the planner from converting a value once for each mention. */
    private String converted() {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> "%s(%s) AS c%d".formatted(function(i), text(columns.get(i)), i + 1))
                .collect(Collectors.joining(", "));
    }

    private static String text(Source column) {
        return column.from()
                .map(from -> "r." + quote(from))
                .orElseGet(() -> literal(column.value().orElseThrow()));
    }

    private String mark() {
        String cases = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).from().isPresent())
                .mapToObj(i -> "WHEN %s IS NOT NULL AND v.c%d IS NOT DISTINCT FROM NULL THEN %s || left(%s, 60)"
                        .formatted(
                                text(columns.get(i)),
                                i + 1,
                                literal("column " + columns.get(i).live().name() + ": "),
                                text(columns.get(i))))
                .collect(Collectors.joining(" "));
        return cases.isEmpty() ? "NULL::text" : "CASE " + cases + " END";
    }
}
