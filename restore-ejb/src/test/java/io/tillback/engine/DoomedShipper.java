package io.tillback.engine;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcJournal;
import io.tillback.jdbc.JdbcShippingLog;
import io.tillback.jdbc.JdbcSnapshotSource;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.journal.Journal;
import io.tillback.model.Json;
import io.tillback.model.OnFailure;
import io.tillback.shipment.ShipmentLayout;
import io.tillback.shipment.Shipper;
import io.tillback.storage.s3.S3ObjectStore;
import io.tillback.storage.s3.S3Settings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** Ships in a process of its own, one shipment after the other, to be killed; prints the name of each. */
public final class DoomedShipper {
    /** What one process does. */
    record Orders(
            String url,
            String user,
            String password,
            URI endpoint,
            String region,
            String bucket,
            ShipmentLayout layout) {}

    private DoomedShipper() {}

    /** @param arguments the orders as JSON */
    public static void main(String[] arguments) {
        Orders orders = Json.read(arguments[0], Orders.class);
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(orders.url());
        database.setUser(orders.user());
        database.setPassword(orders.password());
        Dialect dialect = new PostgresDialect();
        Journal journal = new Journal(
                new JdbcJournal(database, dialect), table -> OnFailure.FAIL_THE_WRITE, Duration.ofSeconds(1));
        try (S3ObjectStore objects =
                new S3ObjectStore(new S3Settings(Optional.of(orders.endpoint()), orders.region(), orders.bucket()))) {
            Shipper shipper = new Shipper(
                    new JdbcSnapshotSource(database, dialect, new PostgresCopy()),
                    journal,
                    new JdbcShippingLog(database, dialect),
                    objects,
                    new Shipper.Naming(
                            orders.layout(),
                            "doomed",
                            () -> UUID.randomUUID().toString().replace("-", "").substring(0, 12)),
                    Clock.systemUTC());
            while (true) {
                shipper.ship(Duration.ZERO).ifPresent(shipment -> System.out.println(shipment.id()));
            }
        }
    }
}
