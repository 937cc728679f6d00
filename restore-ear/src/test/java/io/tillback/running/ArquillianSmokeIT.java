package io.tillback.running;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Resource;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** Runs inside the server. */
@ExtendWith(ArquillianExtension.class)
class ArquillianSmokeIT {
    @Resource(name = "jdbc/store")
    private DataSource store;

    @Deployment
    static WebArchive application() {
        return TestArchive.war("arquillian-smoke");
    }

    @Test
    void the_stores_database_answers_in_the_server() throws SQLException {
        try (var connection = store.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT 1")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void the_application_and_the_server_share_the_drivers_class() throws SQLException {
        try (var connection = store.getConnection()) {
            assertThat(connection.unwrap(PGConnection.class).getCopyAPI()).isNotNull();
        }
        assertThat(System.getProperty("wlp.install.dir")).isNotNull();
    }
}
