package io.tillback.shop.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The delivery's own copy of the campaigns' rules, which nobody but the console renews. */
@ApplicationScoped
public class DeliveryRules {

    private final Map<Long, Rule> known = new ConcurrentHashMap<>();

    /**
     * Whom a campaign is delivered to.
     *
     * @param trigger an empty one stands for everyone
     * @param cut of the database, before it was read
     */
    public record Rule(String trigger, String cut) {}

    Rule of(long campaign, Supplier<Rule> read) {
        return known.computeIfAbsent(campaign, unknown -> read.get());
    }

    void forget(long campaign) {
        known.remove(campaign);
    }
}
