package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import io.tillback.notice.SellerLogins;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Sellers who sign in with what a column of the store's table of sellers holds; its primary key names them. */
public final class JdbcSellerLogins implements SellerLogins {
    private final DataSource database;
    private final Dialect dialect;
    private final TableId table;
    private final ColumnName column;

    public JdbcSellerLogins(DataSource database, Dialect dialect, TableId table, ColumnName column) {
        this.database = database;
        this.dialect = dialect;
        this.table = table;
        this.column = column;
    }

    @Override
    public String findSeller(String login) {
        try (Session session = Session.openReadOnly(database, "find the seller of a login")) {
            session.run(dialect.schema().pinSettings());
            List<String> sellers = session.query(
                    dialect.sellerNotices().findByColumn(table, key(session), column), row -> row.getString(1), login);
            if (sellers.size() != 1) {
                throw new RestoreException(
                        ErrorCode.LOGIN_NO_SELLER,
                        "Cannot tell which seller " + login + " is: "
                                + (sellers.isEmpty() ? "no seller has" : "several sellers have") + " that login",
                        "Ask the shop's operators to enter your login with your seller's record, and with no other.");
            }
            return sellers.get(0);
        }
    }

    /** The column that is the table's whole primary key. */
    static Optional<ColumnName> findKey(Session session, Dialect dialect, TableId table) {
        return session
                .query(
                        dialect.sellerNotices().keyOf(),
                        row -> new ColumnName(row.getString(1)),
                        table.schema(),
                        table.name())
                .stream()
                .findFirst();
    }

    private ColumnName key(Session session) {
        return findKey(session, dialect, table)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "Cannot tell which seller a login is: table " + table
                                + " of tillback.seller.logins is not there, or has no primary key of one column",
                        "Name a column of the table whose primary key is the seller."));
    }
}
