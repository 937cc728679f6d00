package io.tillback.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertDeliveryTest {

    private static final Map<String, String> TOLD = Map.of(
            "id", "7",
            "kind", "coverage-ended",
            "state", "open",
            "table", "shop.product",
            "since", "2026-03-01T09:00:00Z",
            "reason", "its triggers are gone",
            "headline", "Recording of shop.product ended",
            "meaning", "…",
            "nextStep", "…");

    private final List<AlertsRaised> heard = new ArrayList<>();

    @Test
    void an_observer_hears_values_of_the_stores_own_types() {
        new AlertDelivery(heard::add).alertsRaised("m-1", List.of(TOLD));

        assertThat(heard)
                .containsExactly(new AlertsRaised(
                        "m-1",
                        List.of(new AlertsRaised.Alert(
                                "7",
                                "coverage-ended",
                                "open",
                                Optional.of("shop.product"),
                                Instant.parse("2026-03-01T09:00:00Z"),
                                Optional.empty(),
                                Optional.of("its triggers are gone"),
                                Optional.empty(),
                                "Recording of shop.product ended",
                                "…",
                                "…"))));
    }

    @Test
    void what_a_newer_tillback_says_besides_is_passed_over() {
        Map<String, String> more = new HashMap<>(TOLD);
        more.put("actor", "nightly import");

        new AlertDelivery(heard::add).alertsRaised("m-2", List.of(more));

        assertThat(heard).hasSize(1);
    }

    @Test
    void a_failing_observer_reaches_the_caller_as_an_exception_of_the_jdk_alone() {
        var delivery = new AlertDelivery(raised -> {
            throw new PagerDown();
        });

        assertThatThrownBy(() -> delivery.alertsRaised("m-3", List.of(TOLD)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessageStartingWith("Cannot tell the store of alerts: ")
                .hasMessageContaining("the pager is down");
    }

    private static final class PagerDown extends RuntimeException {
        PagerDown() {
            super("the pager is down");
        }
    }
}
