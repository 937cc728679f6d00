package io.tillback.engine;

import static org.awaitility.Awaitility.await;

import io.tillback.snapshot.SnapshotSource;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CourtesyIT {
    @Test
    void the_stores_transactions_are_seen_while_a_consistent_view_is_open() throws SQLException {
        try (Engine engine = Engine.on("CREATE TABLE public.sale (id int PRIMARY KEY)");
                SnapshotSource.View view = engine.source().open()) {
            long before = view.transactionsSoFar();

            for (int id = 1; id <= 100; id++) {
                engine.sql("INSERT INTO public.sale VALUES (" + id + ")");
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> view.transactionsSoFar() >= before + 100);
        }
    }
}
