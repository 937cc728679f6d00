package io.tillback.ejb;

import io.tillback.plan.AcceptancePolicy;
import io.tillback.plan.AcceptancePolicy.ByRule;
import io.tillback.plan.AcceptancePolicy.Limits;
import io.tillback.plan.AcceptancePolicy.Unknowns;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an operator configures of acceptance: keys {@code tillback.policy.…}. */
final class PolicySettings {
    private static final String LOST = "tillback.policy.approvers-above-lost";
    private static final String ROWS_WRITTEN = "tillback.policy.approvers-above-rows-written";
    private static final String WHEN_UNKNOWN = "tillback.policy.approvers-when-unknown";
    private static final int MOST_APPROVERS = 20;
    private static final int MOST_ROWS = 999_999_999;

    private final Function<String, Optional<String>> source;
    private final Consumer<String> refusals;

    private PolicySettings(Function<String, Optional<String>> source, Consumer<String> refusals) {
        this.source = source;
        this.refusals = refusals;
    }

    /**
     * @param source finds a key's value
     * @param refusals receives a line for every key whose value is refused
     */
    static AcceptancePolicy read(Function<String, Optional<String>> source, Consumer<String> refusals) {
        return new PolicySettings(source, refusals).read();
    }

    private AcceptancePolicy read() {
        ByRule byRule = value("tillback.policy.accept-by-rule", ByRule.NONE, PolicySettings::rule);
        int approvers = value("tillback.policy.approvers", 0, text -> Values.number(text, 0, MOST_APPROVERS));
        Limits limits = new Limits(
                value(LOST, OptionalLong.of(0), PolicySettings::limit),
                value(ROWS_WRITTEN, OptionalLong.of(0), PolicySettings::limit),
                value(WHEN_UNKNOWN, Unknowns.NEED_APPROVAL, PolicySettings::unknowns));
        if (approvers == 0) {
            refuseLimits();
        }
        if (approvers > 0 && limits.letAllPass()) {
            refusals.accept("tillback.policy.approvers = '" + approvers + "': no plan would need them; set one of "
                    + LOST + ", " + ROWS_WRITTEN + ", " + WHEN_UNKNOWN);
            return AcceptancePolicy.USUAL;
        }
        return new AcceptancePolicy(byRule, approvers, limits);
    }

    /** Somebody who sets a limit believes that it is one. */
    private void refuseLimits() {
        List.of(LOST, ROWS_WRITTEN, WHEN_UNKNOWN).forEach(key -> source.apply(key)
                .ifPresent(text -> refusals.accept(key + " = '" + text
                        + "': does nothing unless tillback.policy.approvers is set, to 1 or more")));
    }

    private <T> T value(String key, T usual, Function<String, T> parser) {
        Optional<String> text = source.apply(key);
        try {
            return text.map(parser).orElse(usual);
        } catch (IllegalArgumentException e) {
            refusals.accept(key + " = '" + text.orElse("") + "': " + e.getMessage());
            return usual;
        }
    }

    private static ByRule rule(String text) {
        return Arrays.stream(ByRule.values())
                .filter(rule -> rule.word().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(ByRule.values()).map(ByRule::word).collect(Collectors.joining(", "))));
    }

    private static OptionalLong limit(String text) {
        return text.equals("off") ? OptionalLong.empty() : OptionalLong.of(rows(text));
    }

    private static int rows(String text) {
        try {
            return Values.number(text, 0, MOST_ROWS);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ", or off", e);
        }
    }

    private static Unknowns unknowns(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("must be true or false");
        }
        return text.equals("true") ? Unknowns.NEED_APPROVAL : Unknowns.LET_PASS;
    }
}
