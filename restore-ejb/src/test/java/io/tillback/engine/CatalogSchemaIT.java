package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tillback.jpa.CatalogSchema;
import io.tillback.running.StoreRoles;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The first start, and a start after one that was killed. */
class CatalogSchemaIT {
    @Test
    void a_server_that_was_killed_while_it_made_the_schema_does_not_keep_others_from_starting() throws SQLException {
        try (Engine engine = Engine.empty()) {
            engine.superuserSql("""
                    ALTER TABLE tillback.restore DROP COLUMN part;
                    DELETE FROM tillback.databasechangelog WHERE id = 'catalog-parts';
                    UPDATE tillback.databasechangeloglock SET locked = TRUE, lockgranted = now(), lockedby = 'the dead'
                    """);

            CatalogSchema.update(engine.database);

            assertThat(engine.number("SELECT count(part) FROM tillback.restore"))
                    .isZero();
        }
    }

    @Test
    void several_servers_start_at_once_on_a_database_that_has_no_schema_yet() throws SQLException {
        String name = "started_at_once";
        Surroundings.postgres().createDatabase(name);
        StoreRoles.prepare(Surroundings.postgres(), name);
        DataSource database = Surroundings.signIn(name, StoreRoles.TILLBACK);

        List<CompletableFuture<Void>> starts = Stream.generate(
                        () -> CompletableFuture.runAsync(() -> CatalogSchema.update(database)))
                .limit(3)
                .toList();

        assertThatCode(() -> starts.forEach(CompletableFuture::join)).doesNotThrowAnyException();
    }
}
