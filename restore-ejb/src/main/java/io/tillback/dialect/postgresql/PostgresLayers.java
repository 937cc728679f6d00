package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.all;
import static io.tillback.dialect.postgresql.Sql.definitions;
import static io.tillback.dialect.postgresql.Sql.gone;
import static io.tillback.dialect.postgresql.Sql.layers;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.raw;
import static io.tillback.dialect.postgresql.Sql.stage;

import io.tillback.dialect.StagingSql.Merge;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.PlanId;
import io.tillback.model.StageShape;
import io.tillback.model.StageShape.Form;
import java.util.List;

/**
 * Changes that are laid upon the rows of a stage, all layers at once: the stage is gone through once, however many layers
 * there are.
 */
final class PostgresLayers {
    private final PlanId plan;
    private final int number;
    private final StageShape shape;
    private final String height;

    PostgresLayers(PlanId plan, int number, StageShape shape) {
        this.plan = plan;
        this.number = number;
        this.shape = shape;
        this.height = quote(free(shape));
    }

    private static String free(StageShape shape) {
        List<ColumnName> names = shape.columns().stream().map(Column::name).toList();
        String name = "height";
        while (names.contains(new ColumnName(name))) {
            name += "_";
        }
        return name;
    }

    List<String> create() {
        return List.of(
                "DROP TABLE IF EXISTS %s, %s".formatted(layers(plan, number), gone(plan, number)),
                create(layers(plan, number), shape.columns()),
                create(gone(plan, number), shape.keyColumns()));
    }

    private String create(String table, List<Column> columns) {
        String held = shape.form() == Form.VALUES
                ? definitions(columns)
                : list(columns, column -> quote(column.name()) + " text");
        return "CREATE UNLOGGED TABLE %s (%s, %s integer NOT NULL) WITH (autovacuum_enabled = off)"
                .formatted(table, held, height);
    }

    /** COPY cannot give a row what its line does not hold, but the column's default can. */
    List<String> begin(int layer) {
        String statement = "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %d";
        return List.of(
                statement.formatted(layers(plan, number), height, layer),
                statement.formatted(gone(plan, number), height, layer));
    }

    Merge merge() {
        String beneath = shape.form() == Form.VALUES ? stage(plan, number) : raw(plan, number);
        return new Merge(
                List.of("ANALYZE " + layers(plan, number), "ANALYZE " + gone(plan, number), "ANALYZE " + beneath),
                takeOut(beneath),
                putIn(beneath),
                List.of("DROP TABLE %s, %s".formatted(layers(plan, number), gone(plan, number))));
    }

    private String takeOut(String beneath) {
        String keys = list(shape.keyColumns(), column -> quote(column.name()));
        return """
                DELETE FROM %s s
                USING (SELECT %s FROM %s UNION ALL SELECT %s FROM %s) c
                WHERE %s
                """.formatted(beneath, keys, layers(plan, number), keys, gone(plan, number), same("s", "c"));
    }

    private String putIn(String beneath) {
        String columns = list(shape.columns(), column -> quote(column.name()));
        return """
                INSERT INTO %s (%s)
                SELECT %s
                FROM %s l
                WHERE NOT EXISTS (SELECT FROM %s h WHERE %s AND h.%s > l.%s)
                  AND NOT EXISTS (SELECT FROM %s g WHERE %s AND g.%s > l.%s)
                """.formatted(
                        beneath,
                        columns,
                        columns,
                        layers(plan, number),
                        layers(plan, number),
                        same("l", "h"),
                        height,
                        height,
                        gone(plan, number),
                        same("l", "g"),
                        height,
                        height);
    }

    private String same(String left, String right) {
        return all(shape.keyColumns(), column -> same(column, left, right));
    }

    private String same(Column column, String left, String right) {
        String one = left + "." + quote(column.name());
        String other = right + "." + quote(column.name());
        if (shape.form() == Form.VALUES) {
            return Sql.equal(column, one, other);
        }
        return column.isEqualOnlyToTheByte()
                ? one + " = " + other
                : Sql.equal(column, value(column, one), value(column, other));
    }

    /** 1.0 and 1.00 are one key, though their texts differ. */
    private static String value(Column column, String text) {
        return "(%s)::%s%s".formatted(text, column.values().type(), Sql.collation(column));
    }
}
