package io.tillback.shop.maintenance;

import jakarta.annotation.Resource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** How much the store holds, read from the database and not from a cache. */
@Path("counts")
@Produces(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class CountsResource {

    private static final String COUNTS = """
            SELECT
              (SELECT count(*) FROM shop.seller)           AS "seller",
              (SELECT count(*) FROM shop.product)          AS "product",
              (SELECT count(*) FROM shop.orders)           AS "orders",
              (SELECT count(*) FROM shop.order_line)       AS "order_line",
              (SELECT count(*) FROM shop.tag)              AS "tag",
              (SELECT count(*) FROM shop.product_tag)      AS "product_tag",
              (SELECT count(*) FROM shop.campaign)         AS "campaign",
              (SELECT count(*) FROM shop.campaign_product) AS "campaign_product",
              (SELECT count(*) FROM shop.product WHERE file_name = ?) AS "damagedFileNames"
            """;

    @Resource(name = "jdbc/store")
    private DataSource store;

    /** Returns rows by table, and how many products have the file name that incident 1 gave them. */
    @GET
    public Map<String, Long> counts() throws SQLException {
        try (var connection = store.getConnection();
                var statement = connection.prepareStatement(COUNTS)) {
            statement.setString(1, RenameFilesScript.WRONG_NAME);
            try (var row = statement.executeQuery()) {
                row.next();
                Map<String, Long> counts = new LinkedHashMap<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    counts.put(row.getMetaData().getColumnLabel(i), row.getLong(i));
                }
                return counts;
            }
        }
    }
}
