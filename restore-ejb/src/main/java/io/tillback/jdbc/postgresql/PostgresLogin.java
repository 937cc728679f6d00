package io.tillback.jdbc.postgresql;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Signs in where no server offers a datasource. */
public final class PostgresLogin {
    private PostgresLogin() {}

    /** @param url as JDBC has it; the driver's own message says what is wrong with it */
    public static DataSource to(String url, String user, String password) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        database.setUser(user);
        database.setPassword(password);
        return database;
    }
}
