package io.tillback.ejb;

import io.tillback.model.AlertCause;
import io.tillback.model.TableId;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Messages to be sent. */
final class AlertMessages {
    static final Instant SINCE = Instant.parse("2026-03-01T09:00:00.123456Z");

    private AlertMessages() {}

    static AlertMessage of(int total, String table) {
        List<Alert> alerts = LongStream.rangeClosed(1, Math.min(total, AlertMessage.MOST_TOLD))
                .mapToObj(number -> new Alert(
                        number,
                        new AlertCause.CoverageEnded(new TableId("shop", table), "its triggers are gone"),
                        SINCE,
                        Optional.empty(),
                        SINCE.plusSeconds(1),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
        return new AlertMessage("6f0c0d9e-0000-4000-8000-00000000000" + total % 10, SINCE, total, alerts);
    }
}
