package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.model.RestoreId;
import io.tillback.model.TableId;
import io.tillback.notice.SellerNotice;
import io.tillback.notice.SellerNotice.OwnChanges;
import io.tillback.notice.SellerNotice.OwnRows;
import io.tillback.notice.SellerNoticeBook;
import io.tillback.plan.PlanPage;
import io.tillback.plan.Planner.Applied;
import io.tillback.plan.TablePlan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Sellers' notices in the catalog. Whose they are is part of every query. */
public final class JdbcSellerNoticeBook implements SellerNoticeBook {
    private static final String OF_SELLER = """
            SELECT n.number, n.id::text, n.restore, n.created_at, n.target_at, r.takes_back, r.to_sellers,
                   p.state = 'EXPIRED'
            FROM tillback.seller_notice n
            JOIN tillback.restore r ON r.id = n.restore
            JOIN tillback.plan p ON p.id = r.plan
            WHERE n.seller = ?
            """;

    private final DataSource database;
    private final Dialect dialect;

    public JdbcSellerNoticeBook(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
    }

    @Override
    public List<SellerNotice> list(String seller, int limit) {
        try (Session session = Session.openReadOnly(database, "read a seller's notices")) {
            return session.query(
                    OF_SELLER + "ORDER BY n.number DESC LIMIT ?", row -> notice(session, row), seller, limit);
        }
    }

    @Override
    public Optional<SellerNotice> find(String seller, String id) {
        try (Session session = Session.openReadOnly(database, "read a seller's notice")) {
            return session.query(OF_SELLER + "AND n.id::text = ?", row -> notice(session, row), seller, id).stream()
                    .findFirst();
        }
    }

    private static SellerNotice notice(Session session, ResultSet row) throws SQLException {
        return new SellerNotice(
                row.getString(2),
                new RestoreId(row.getString(3)),
                Instants.at(row, 4),
                Instants.at(row, 5),
                Optional.ofNullable(row.getString(6)).map(RestoreId::new),
                row.getString(7),
                row.getBoolean(8) ? SellerNotice.Rows.DROPPED : SellerNotice.Rows.KEPT,
                session.query("""
                        SELECT table_schema, table_name, created, changed, removed, kept, brought_back, lost
                        FROM tillback.seller_notice_table
                        WHERE notice = ?
                        ORDER BY number
                        """, JdbcSellerNoticeBook::own, row.getLong(1)));
    }

    private static OwnRows own(ResultSet row) throws SQLException {
        return new OwnRows(
                new TableId(row.getString(1), row.getString(2)),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                changes(row));
    }

    /** Null where not every change was recorded. */
    private static Optional<OwnChanges> changes(ResultSet row) throws SQLException {
        OwnChanges changes = new OwnChanges(row.getLong(7), row.getLong(8));
        return row.wasNull() ? Optional.empty() : Optional.of(changes);
    }

    @Override
    public List<PlanPage.Row> loadPage(Applied applied, TablePlan table, String seller, long after, int limit) {
        try (Session session = Session.openReadOnly(database, "read a seller's rows")) {
            session.run(dialect.schema().pinSettings());
            return session.query(
                    dialect.sellerNotices().page(PlannedTables.of(applied.plan().id(), table, applied.part())),
                    row -> JdbcPlanWorkspace.pageRow(table, row),
                    seller,
                    after,
                    limit);
        }
    }
}
