package io.tillback.shop.web;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/** The only place that asks the system for the time. */
@Dependent
class ShopClock {

    @Produces
    Clock utc() {
        return Clock.systemUTC();
    }
}
