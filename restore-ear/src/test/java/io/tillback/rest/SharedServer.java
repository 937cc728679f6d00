package io.tillback.rest;

import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.running.ServerEnvironment;
import io.tillback.running.SharedEnvironment;
import java.net.URI;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The server that all tests of the interface share, seen by its users. */
final class SharedServer {
    private SharedServer() {}

    static URI uri() {
        return SharedEnvironment.get().server().baseUri();
    }

    static SampleStore store() {
        return SampleStore.filledAt(uri());
    }

    static TillbackClient as(String user) {
        return TillbackClient.as(uri(), user, ServerEnvironment.DEMO_PASSWORD);
    }

    static Bucket bucket() {
        return new Bucket(SharedEnvironment.get().objectStore());
    }

    /** The first column of the first row, as text. */
    static String ask(String query) {
        try (var connection = SharedEnvironment.get().postgres().dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot ask the database " + query, e);
        }
    }

    /** As the store itself would, which owns what it makes. */
    static void update(String statement) {
        update(SharedEnvironment.get().postgres().storesOwn(), statement);
    }

    /** As nobody in the store could: Tillback's own records. */
    static void updateRecords(String statement) {
        update(SharedEnvironment.get().postgres().dataSource(), statement);
    }

    private static void update(DataSource database, String statement) {
        try (var connection = database.getConnection();
                var sql = connection.createStatement()) {
            sql.executeUpdate(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot write to the database " + statement, e);
        }
    }
}
