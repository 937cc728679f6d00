package io.tillback.ejb;

import io.tillback.model.Tier;
import io.tillback.retention.RetentionPolicy;
import io.tillback.retention.RetryRule;
import io.tillback.retention.Schedule;
import io.tillback.retention.ScheduleText;
import io.tillback.retention.TierRule;
import io.tillback.retention.TierRule.AfterTaking;
import io.tillback.retention.TierRule.Kind;
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

    private record Usual(String at, String kept, Kind kind, StorageClass dataClass, AfterTaking afterTaking) {
        static Usual of(Tier tier) {
            return switch (tier) {
                case HOURLY -> new Usual(":05", "P3D", Kind.INCREMENTAL, StorageClass.STANDARD, AfterTaking.NOTHING);
                case DAILY -> new Usual("01:15", "P14D", Kind.FULL, StorageClass.STANDARD, AfterTaking.VERIFY);
                case WEEKLY -> new Usual("SUN 02:15", "P60D", Kind.FULL, StorageClass.GLACIER_IR, AfterTaking.NOTHING);
                case MONTHLY ->
                    new Usual("1 03:15", "P180D", Kind.FULL, StorageClass.DEEP_ARCHIVE, AfterTaking.NOTHING);
                case MANUAL -> new Usual("", "", Kind.FULL, StorageClass.STANDARD, AfterTaking.NOTHING);
            };
        }
    }

    public TierSettings {
        rules = List.copyOf(rules);
    }

    public TierRule rule(Tier tier) {
        return rules.stream().filter(rule -> rule.tier() == tier).findFirst().orElseThrow();
    }

    /** Those whose snapshots can be read without waiting. */
    public List<Tier> readableAtOnce() {
        return rules.stream()
                .filter(rule -> rule.dataClass().isReadableAtOnce())
                .map(TierRule::tier)
                .toList();
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
            Kind kind = kind(prefix, usual);
            if (kind == Kind.INCREMENTAL && (tier == Tier.WEEKLY || tier == Tier.MONTHLY)) {
                refusals.accept(prefix + "kind = 'incremental': what is kept for long needs no other snapshot");
            }
            return new TierRule(
                    tier,
                    Optional.of(schedule).filter(taken -> enabled),
                    kind,
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
                    kind(prefix, Usual.of(Tier.MANUAL)),
                    value(prefix + "class", StorageClass.STANDARD.name(), text -> word(text, StorageClass.class)),
                    AfterTaking.NOTHING,
                    kept);
        }

        private Kind kind(String prefix, Usual usual) {
            return value(prefix + "kind", usual.kind().name(), text -> word(text, Kind.class));
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
