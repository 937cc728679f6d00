package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.StagingSql;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.PlanId;
import io.tillback.model.RowKey;
import io.tillback.model.StageShape;
import io.tillback.model.StageShape.Form;
import io.tillback.model.TableShape;
import io.tillback.timeline.PastColumn;
import io.tillback.timeline.StagedTable.Unfit;
import io.tillback.timeline.StagingArea;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Stages in schema {@code tillback} of the store's own database. */
public final class JdbcStagingArea implements StagingArea {
    private static final String ATTEMPT = "stage the rows of the past";

    private final DataSource database;
    private final Dialect dialect;
    private final BulkCopy copy;

    public JdbcStagingArea(DataSource database, Dialect dialect, BulkCopy copy) {
        this.database = database;
        this.dialect = dialect;
        this.copy = copy;
    }

    private Session open() {
        Session session = Session.open(database, ATTEMPT);
        try {
            session.run(dialect.schema().pinSettings());
            session.run(dialect.staging().findStoreFunctions());
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public Load createStage(PlanId plan, int number, StageShape shape) {
        List<String> analyze = shape.form() == Form.VALUES ? dialect.staging().analyze(plan, number) : List.of();
        return load(List.of(create(plan, number, shape)), copyIn(plan, number, shape), session -> {
            run(session, analyze);
            return 0;
        });
    }

    private String create(PlanId plan, int number, StageShape shape) {
        StagingSql sql = dialect.staging();
        return shape.form() == Form.VALUES
                ? sql.createStage(plan, number, shape.columns())
                : sql.createRaw(plan, number, names(shape));
    }

    private String copyIn(PlanId plan, int number, StageShape shape) {
        StagingSql sql = dialect.staging();
        return shape.form() == Form.VALUES
                ? sql.copyIntoStage(plan, number, shape.columns())
                : sql.copyIntoRaw(plan, number, names(shape));
    }

    private static List<ColumnName> names(StageShape shape) {
        return shape.columns().stream().map(Column::name).toList();
    }

    @Override
    public void createLayers(PlanId plan, int number, StageShape shape) {
        try (Session session = open()) {
            run(session, dialect.staging().createLayers(plan, number, shape));
            session.commit();
        }
    }

    @Override
    public Load addRows(PlanId plan, int number, StageShape shape, int height) {
        StagingSql sql = dialect.staging();
        return load(sql.beginLayer(plan, number, shape, height), sql.copyIntoLayers(plan, number, shape), session -> 0);
    }

    @Override
    public Load addGone(PlanId plan, int number, StageShape shape, int height) {
        StagingSql sql = dialect.staging();
        return load(sql.beginLayer(plan, number, shape, height), sql.copyIntoGone(plan, number, shape), session -> 0);
    }

    @Override
    public Load createStageBeneath(PlanId plan, int number, StageShape shape) {
        StagingSql.Merge merge = dialect.staging().merge(plan, number, shape);
        List<String> analyze = shape.form() == Form.VALUES ? dialect.staging().analyze(plan, number) : List.of();
        return load(List.of(create(plan, number, shape)), copyIn(plan, number, shape), session -> {
            run(session, merge.before());
            long takenOut = update(session, merge.takeOut());
            long rows = update(session, merge.putIn()) - takenOut;
            run(session, merge.after());
            run(session, analyze);
            return rows;
        });
    }

    /** What is done once all rows are there; it says how many more there are then. */
    @FunctionalInterface
    private interface Finish {
        long run(Session session);
    }

    private Load load(List<String> before, String copyIn, Finish finish) {
        Session session = open();
        try {
            run(session, before);
            return unfit(() -> new CopyLoad(session, copy.copyIn(session.connection(), copyIn), finish));
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static void run(Session session, List<String> statements) {
        statements.forEach(sql -> update(session, sql));
    }

    private static long update(Session session, String sql) {
        return unfit(() -> {
            try (Statement statement = session.connection().createStatement()) {
                return statement.executeLargeUpdate(sql);
            }
        });
    }

    /** Tells values and types that the database does not take from other failures. */
    private static <T> T unfit(Session.SqlCall<T> call) {
        try {
            return call.run();
        } catch (SQLException e) {
            if (SqlFailures.isBadValue(e) || SqlFailures.isUnknownType(e) || namesWhatIsGone(e)) {
                throw new RestoreException(
                        ErrorCode.VALUE_UNFIT,
                        "Cannot " + ATTEMPT + ": " + e.getMessage(),
                        "Leave the column out, or map another one or a value to it.",
                        e);
            }
            throw SqlFailures.translate(ATTEMPT, e);
        }
    }

    /** A value can be the name of a table or function that was dropped since, or that is no longer the only one. */
    private static boolean namesWhatIsGone(SQLException e) {
        return Set.of("42P01", "42883", "42725").contains(SqlFailures.stateOf(e));
    }

    @Override
    public Unfit convert(PlanId plan, int number, List<PastColumn> columns, List<ColumnName> key) {
        StagingSql sql = dialect.staging();
        List<StagingSql.Source> sources = columns.stream()
                .map(column -> new StagingSql.Source(
                        column.live(),
                        column.then().map(Column::name),
                        column.then().map(Column::type),
                        column.value()))
                .toList();
        List<ColumnName> names =
                columns.stream().map(column -> column.live().name()).toList();
        try (Session session = open()) {
            long raw = session.queryOne(sql.countRaw(plan, number), row -> row.getLong(1));
            run(session, sql.convert(plan, number, sources, key));
            sql.analyze(plan, number).forEach(session::run);
            Unfit unfit = session.queryOne(
                    sql.countUnfit(plan, number, names),
                    row -> new Unfit(row.getLong(2), raw - row.getLong(1), Optional.ofNullable(row.getString(3))));
            session.commit();
            return unfit;
        }
    }

    @Override
    public List<RowKey> createKeys(PlanId plan, int number, TableShape table, Collection<RowKey> keys) {
        List<Column> columns = table.keyColumns();
        keys.forEach(key -> requireWidth(table, key));
        try (Session session = open()) {
            session.run(dialect.staging().createKeys(plan, number, columns));
            loadKeys(session, plan, number, table, keys);
            List<RowKey> printed = session.query(
                    dialect.staging().readKeys(plan, number, columns),
                    row -> new RowKey(List.of((String[]) row.getArray(1).getArray())));
            session.commit();
            return printed;
        }
    }

    private static void requireWidth(TableShape table, RowKey key) {
        if (key.values().size() != table.key().size()) {
            throw new RestoreException(
                    ErrorCode.KEY_INVALID,
                    "Cannot look for row " + key + " of " + table.id() + ": its key has "
                            + table.key().size() + " columns, not "
                            + key.values().size(),
                    "Give one value for each of " + table.key() + ", in that order.");
        }
    }

    private void loadKeys(Session session, PlanId plan, int number, TableShape table, Collection<RowKey> keys) {
        byte[] csv = keys.stream()
                .map(key -> key.values().stream()
                        .map(value -> '"' + value.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        try {
            BulkCopy.Input input =
                    copy.copyIn(session.connection(), dialect.staging().copyIntoKeys(plan, number, table.keyColumns()));
            input.write(csv, 0, csv.length);
            input.end();
        } catch (SQLException e) {
            if (SqlFailures.isBadValue(e)) {
                throw new RestoreException(
                        ErrorCode.KEY_INVALID,
                        "Cannot look for rows of " + table.id() + " by these keys: " + e.getMessage(),
                        "Write each value as the database prints it.",
                        e);
            }
            throw SqlFailures.translate(ATTEMPT, e);
        }
    }

    @Override
    public void drop(PlanId plan) {
        Drops.run(database, dialect.staging().dropsOf(), plan);
    }

    private static final class CopyLoad implements Load {
        private final Session session;
        private final BulkCopy.Input input;
        private final Finish finish;

        private CopyLoad(Session session, BulkCopy.Input input, Finish finish) {
            this.session = session;
            this.input = input;
            this.finish = finish;
        }

        @Override
        public void write(byte[] csv, int offset, int length) {
            unfit(() -> {
                input.write(csv, offset, length);
                return true;
            });
        }

        @Override
        public long complete() {
            long rows = unfit(input::end);
            long more = finish.run(session);
            session.commit();
            return rows + more;
        }

        @Override
        public void close() {
            try (session) {
                session.translating(() -> {
                    input.cancel();
                    return true;
                });
            }
        }
    }
}
