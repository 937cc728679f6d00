package io.tillback.running;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The roles that the tests use: the store's, which owns its tables, and Tillback's, made by the very SQL that
 * {@code docs/OPERATIONS.md} gives to operators. Neither is a superuser.
 */
public final class StoreRoles {
    /** Owns the store's tables. */
    public static final Login OWNER = new Login("shop_owner", "of the store");

    /** Reads and restores; its password holds whatever is special to somebody on the way to the database. */
    public static final Login TILLBACK =
            new Login("tillback", "it's {xor}\\ \"$HOME\" ${HOME} $(id) <&amp;> #1 % ?=;: \\'");

    /** Takes snapshots and writes nothing to the store's tables. */
    public static final Login SNAPSHOTS = new Login("tillback_snapshots", "of the reader");

    private static final String DATABASE_IN_SCRIPT = "DATABASE shop ";
    private static final Pattern END_OF_COMMAND = Pattern.compile(";\\s*\\n");

    private StoreRoles() {}

    /** Makes the roles, unless they are there, and gives them their rights in a database, whose owner the store becomes. */
    public static synchronized void prepare(RunningPostgres postgres, String database) throws SQLException {
        try (Connection connection = postgres.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, OWNER)) {
                statement.execute("CREATE ROLE %s LOGIN PASSWORD %s".formatted(OWNER.role(), literal(OWNER)));
            }
            statement.execute("ALTER DATABASE %s OWNER TO %s".formatted(database, OWNER.role()));
            run(statement, "role.sql", TILLBACK, database);
            run(statement, "role-for-snapshots.sql", SNAPSHOTS, database);
        }
    }

    private static void run(Statement statement, String script, Login login, String database) throws SQLException {
        boolean there = exists(statement, login);
        List<String> commands = END_OF_COMMAND
                .splitAsStream(text(script))
                .filter(command -> !(there && command.contains("CREATE ROLE")))
                .toList();
        for (String command : commands) {
            statement.execute(command.replace("'choose a password'", literal(login))
                    .replace(DATABASE_IN_SCRIPT, "DATABASE " + database + " "));
        }
    }

    /** What {@code config/postgresql} holds under this name. */
    public static String text(String script) {
        try (InputStream in = StoreRoles.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException("Cannot find " + script + " beside " + StoreRoles.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + script, e);
        }
    }

    private static boolean exists(Statement statement, Login login) throws SQLException {
        try (var found = statement.executeQuery("SELECT FROM pg_roles WHERE rolname = '" + login.role() + "'")) {
            return found.next();
        }
    }

    private static String literal(Login login) {
        return "'" + login.password().replace("'", "''") + "'";
    }
}
