package io.tillback.offenders.jdbc;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

final class AsksTheSystem {
    static List<Object> everything() {
        Supplier<UUID> ids = UUID::randomUUID;
        return List.of(
                Clock.systemUTC(),
                Instant.now(),
                System.currentTimeMillis(),
                System.nanoTime(),
                Math.random(),
                ThreadLocalRandom.current(),
                new SecureRandom(),
                ids.get());
    }

    private AsksTheSystem() {}
}
