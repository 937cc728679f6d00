package io.tillback.shop.database;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Installs the schema when the store starts. */
@Singleton
@Startup
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class SchemaInstaller {

    @Resource(name = "jdbc/store")
    private DataSource store;

    @PostConstruct
    void install() {
        try (var connection = store.getConnection()) {
            StoreSchema.install(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot install the schema of the store: " + e.getMessage(), e);
        }
    }
}
