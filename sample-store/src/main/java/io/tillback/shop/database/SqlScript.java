package io.tillback.shop.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** A script that lies beside the class that runs it. */
public record SqlScript(String text) {

    /** Loads {@code name} from the package of {@code neighbour}. */
    public static SqlScript load(Class<?> neighbour, String name) {
        try (InputStream in = neighbour.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Cannot load " + name + ": it is not beside " + neighbour);
            }
            return new SqlScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("Cannot load " + name + ": " + e.getMessage(), e);
        }
    }

    /** Runs all its statements, in the connection's transaction. */
    public void run(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
