package io.tillback.ejb;

import io.tillback.model.Tier;
import io.tillback.retention.RetentionPolicy;
import io.tillback.retention.RetryRule;
import io.tillback.retention.Schedule;
import io.tillback.retention.ScheduleText;
import io.tillback.retention.TierRule;
import io.tillback.retention.TierRule.AfterTaking;
import io.tillback.storage.StorageClass;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What an operator configures of tiers: keys {@code tillback.tier.<name>.…}, {@code tillback.schedule.…} and
 * {@code tillback.retention.…}.
 *
 * @param rules one for each tier, in their order
 * @param slots who takes the slots
 * @param purges who purges what has expired
 */
public record TierSettings(List<TierRule> rules, RetryRule retry, Driver slots, Driver purges) {
    /** Who begins work that recurs. */
    public enum Driver {
        /** This server's own timers. */
        TIMERS,
        /** Whoever calls the REST interface. */
        OUTSIDE
    }

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private record Usual(String at, String kept, StorageClass dataClass, AfterTaking afterTaking) {
        static Usual of(Tier tier) {
            return switch (tier) {
                case HOURLY -> new Usual(":05", "P3D", StorageClass.STANDARD, AfterTaking.NOTHING);
                case DAILY -> new Usual("01:15", "P14D", StorageClass.STANDARD, AfterTaking.VERIFY);
                case WEEKLY -> new Usual("SUN 02:15", "P60D", StorageClass.GLACIER_IR, AfterTaking.NOTHING);
                case MONTHLY -> new Usual("1 03:15", "P180D", StorageClass.DEEP_ARCHIVE, AfterTaking.NOTHING);
                case MANUAL -> new Usual("", "", StorageClass.STANDARD, AfterTaking.NOTHING);
            };
        }
    }

    public TierSettings {
        rules = List.copyOf(rules);
    }

    public TierRule rule(Tier tier) {
        return rules.stream().filter(rule -> rule.tier() == tier).findFirst().orElseThrow();
    }

    public RetentionPolicy policy() {
        Map<Tier, Duration> kept = new EnumMap<>(Tier.class);
        rules.forEach(rule -> rule.kept().ifPresent(time -> kept.put(rule.tier(), time)));
        return new RetentionPolicy(kept);
    }

    /**
     * @param source finds a key's value
     * @param refusals receives a line for every key whose value is refused
     */
    static TierSettings read(Function<String, Optional<String>> source, Consumer<String> refusals) {
        return new Reader(source, refusals).read();
    }

    private record Reader(Function<String, Optional<String>> source, Consumer<String> refusals) {
        TierSettings read() {
            List<TierRule> rules = Arrays.stream(Tier.values())
                    .map(tier -> tier == Tier.MANUAL ? manual() : scheduled(tier))
                    .toList();
            int attempts = value("tillback.schedule.attempts", "5", text -> Values.number(text, 1, 20));
            Duration wait = value("tillback.schedule.retry-wait", "PT2M", Reader::positive);
            return new TierSettings(
                    rules,
                    new RetryRule(attempts, wait),
                    value("tillback.schedule.by", "timers", text -> word(text, Driver.class)),
                    value("tillback.retention.by", "timers", text -> word(text, Driver.class)));
        }

        private TierRule scheduled(Tier tier) {
            String prefix = "tillback.tier." + tier.folder() + ".";
            Usual usual = Usual.of(tier);
            Schedule schedule = value(prefix + "at", usual.at(), text -> ScheduleText.parse(tier, text));
            boolean enabled = value(prefix + "enabled", "true", Reader::yesOrNo);
            boolean verified = value(
                    prefix + "verify", String.valueOf(usual.afterTaking() == AfterTaking.VERIFY), Reader::yesOrNo);
            StorageClass dataClass =
                    value(prefix + "class", usual.dataClass().name(), text -> word(text, StorageClass.class));
            if (verified && !dataClass.isReadableAtOnce()) {
                refusals.accept(prefix + "verify = 'true': what lies in " + dataClass + " cannot be read back at once");
            }
            return new TierRule(
                    tier,
                    Optional.of(schedule).filter(taken -> enabled),
                    dataClass,
                    verified ? AfterTaking.VERIFY : AfterTaking.NOTHING,
                    Optional.of(value(prefix + "kept", usual.kept(), Reader::positive)));
        }

        private TierRule manual() {
            String prefix = "tillback.tier.manual.";
            Optional<Duration> kept =
                    find(prefix + "kept").map(text -> value(prefix + "kept", "P1D", Reader::positive));
            return new TierRule(
                    Tier.MANUAL,
                    Optional.empty(),
                    value(prefix + "class", StorageClass.STANDARD.name(), text -> word(text, StorageClass.class)),
                    AfterTaking.NOTHING,
                    kept);
        }

        private Optional<String> find(String key) {
            return source.apply(key);
        }

        private <T> T value(String key, String usual, Function<String, T> parser) {
            Optional<String> text = find(key);
            if (text.isPresent()) {
                try {
                    return parser.apply(text.get());
                } catch (IllegalArgumentException e) {
                    refusals.accept(key + " = '" + text.get() + "': " + e.getMessage());
                }
            }
            return parser.apply(usual);
        }

        private static Duration positive(String text) {
            return Values.duration(text, LONGEST);
        }

        private static boolean yesOrNo(String text) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException("must be true or false");
            }
            return text.equals("true");
        }

        private static <E extends Enum<E>> E word(String text, Class<E> type) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.name().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("must be one of "
                            + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
        }
    }
}
