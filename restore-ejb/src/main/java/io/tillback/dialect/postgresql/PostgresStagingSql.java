package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.definitions;
import static io.tillback.dialect.postgresql.Sql.keys;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.names;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.raw;
import static io.tillback.dialect.postgresql.Sql.stage;
import static io.tillback.dialect.postgresql.Sql.unfitMark;

import io.tillback.dialect.StagingSql;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.PlanId;
import io.tillback.model.StageShape;
import java.util.List;

/** Unlogged tables: after a crash they are empty and swept, and nobody needs them. */
final class PostgresStagingSql implements StagingSql {
    @Override
    public String createStage(PlanId plan, int number, List<Column> columns) {
        return "CREATE UNLOGGED TABLE %s (%s) WITH (autovacuum_enabled = off)"
                .formatted(stage(plan, number), definitions(columns));
    }

    @Override
    public String createKeys(PlanId plan, int number, List<Column> key) {
        return "CREATE UNLOGGED TABLE %s (%s)".formatted(keys(plan, number), definitions(key));
    }

    @Override
    public String findStoreFunctions() {
        return """
                SELECT set_config('search_path', concat_ws(', ', 'pg_catalog', NULLIF(reset_val, '')), TRUE)
                FROM pg_settings
                WHERE name = 'search_path'
                """;
    }

    @Override
    public String copyIntoStage(PlanId plan, int number, List<Column> columns) {
        return copyInto(stage(plan, number), columns);
    }

    @Override
    public String copyIntoKeys(PlanId plan, int number, List<Column> key) {
        return copyInto(keys(plan, number), key);
    }

    private static String copyInto(String table, List<Column> columns) {
        String names = columns.isEmpty() ? "" : " (" + list(columns, column -> quote(column.name())) + ")";
        return "COPY %s%s FROM STDIN (FORMAT csv, ENCODING 'UTF8')".formatted(table, names);
    }

    @Override
    public String createRaw(PlanId plan, int number, List<ColumnName> columns) {
        return "CREATE UNLOGGED TABLE %s (%s) WITH (autovacuum_enabled = off)"
                .formatted(raw(plan, number), list(columns, column -> quote(column) + " text"));
    }

    @Override
    public String copyIntoRaw(PlanId plan, int number, List<ColumnName> columns) {
        return "COPY %s (%s) FROM STDIN (FORMAT csv, ENCODING 'UTF8')".formatted(raw(plan, number), names(columns));
    }

    @Override
    public List<String> createLayers(PlanId plan, int number, StageShape shape) {
        return new PostgresLayers(plan, number, shape).create();
    }

    @Override
    public List<String> beginLayer(PlanId plan, int number, StageShape shape, int height) {
        return new PostgresLayers(plan, number, shape).begin(height);
    }

    @Override
    public String copyIntoLayers(PlanId plan, int number, StageShape shape) {
        return copyInto(Sql.layers(plan, number), shape.columns());
    }

    @Override
    public String copyIntoGone(PlanId plan, int number, StageShape shape) {
        return copyInto(Sql.gone(plan, number), shape.keyColumns());
    }

    @Override
    public Merge merge(PlanId plan, int number, StageShape shape) {
        return new PostgresLayers(plan, number, shape).merge();
    }

    @Override
    public List<String> convert(PlanId plan, int number, List<Source> columns, List<ColumnName> key) {
        return new PostgresConversion(plan, number, columns, key).statements();
    }

    @Override
    public String countRaw(PlanId plan, int number) {
        return "SELECT count(*) FROM " + raw(plan, number);
    }

    @Override
    public String countUnfit(PlanId plan, int number, List<ColumnName> columns) {
        String mark = quote(unfitMark(columns));
        return "SELECT count(*), count(%s), min(%s) FROM %s".formatted(mark, mark, stage(plan, number));
    }

    /** {@code concat} prints values as COPY does; a cast to text would print t as true, and cut a char's blanks. */
    @Override
    public String readKeys(PlanId plan, int number, List<Column> key) {
        return "SELECT DISTINCT ARRAY[%s] FROM %s"
                .formatted(list(key, column -> "concat(" + quote(column.name()) + ")"), keys(plan, number));
    }

    @Override
    public List<String> analyze(PlanId plan, int number) {
        return List.of("ANALYZE " + stage(plan, number));
    }

    @Override
    public String dropsOf() {
        return """
                SELECT 'DROP TABLE IF EXISTS tillback.' || quote_ident(c.relname)
                FROM pg_class c
                WHERE c.relnamespace = 'tillback'::regnamespace
                  AND c.relkind = 'r'
                  AND c.relname ~ ('^(stage|keys|raw|layers|gone)_' || ? || '_[0-9]+$')
                """;
    }
}
