package io.tillback.shop.maintenance;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Fills the store with sample data, in one transaction. */
@Stateless
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class Fill {

    @Resource(name = "jdbc/store")
    private DataSource store;

    /** Fills an empty store. */
    public void run(FillSize size) throws SQLException {
        try (var connection = store.getConnection()) {
            SampleData.fill(connection, size);
        }
    }
}
