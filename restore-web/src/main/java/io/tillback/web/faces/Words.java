package io.tillback.web.faces;

import io.tillback.apply.Restore;
import io.tillback.model.Job;
import io.tillback.model.Part;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.plan.PlanSummary;
import io.tillback.plan.RowAction;
import io.tillback.retention.KeepReason;
import io.tillback.retention.SlotAttempt;
import io.tillback.retention.Verdict;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Values as an operator reads them. */
@Named
@ApplicationScoped
public class Words {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z");
    private static final int SELLERS_NAMED = 10;
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private static final Map<Job.Kind, String> JOBS = new EnumMap<>(Map.of(
            Job.Kind.TAKE_SNAPSHOT, "Take a snapshot",
            Job.Kind.VERIFY_SNAPSHOT, "Verify a snapshot",
            Job.Kind.PLAN, "Plan a restore",
            Job.Kind.COMPARE, "Look at what else could be restored",
            Job.Kind.APPLY, "Restore",
            Job.Kind.PURGE, "Purge snapshots",
            Job.Kind.RECALL, "Bring older records back"));
    private static final Map<Job.Kind, String> RESULT_PAGES = new EnumMap<>(Map.of(
            Job.Kind.TAKE_SNAPSHOT, "/snapshot.xhtml",
            Job.Kind.VERIFY_SNAPSHOT, "/snapshot.xhtml",
            Job.Kind.PLAN, "/plan.xhtml",
            Job.Kind.COMPARE, "/plan.xhtml",
            Job.Kind.APPLY, "/restored.xhtml",
            Job.Kind.PURGE, "/snapshots.xhtml",
            Job.Kind.RECALL, "/journal.xhtml"));
    private static final Map<Job.Kind, String> DONE = new EnumMap<>(Map.of(
            Job.Kind.TAKE_SNAPSHOT, "The snapshot is complete.",
            Job.Kind.VERIFY_SNAPSHOT, "The snapshot was read back.",
            Job.Kind.PLAN, "The preview is ready.",
            Job.Kind.COMPARE, "What else could be restored is in the preview.",
            Job.Kind.APPLY, "The restore is done.",
            Job.Kind.PURGE, "What had expired is gone.",
            Job.Kind.RECALL, "Older records are back."));
    private static final Map<Job.Kind, String> RESULTS = new EnumMap<>(Map.of(
            Job.Kind.TAKE_SNAPSHOT, "Open the snapshot",
            Job.Kind.VERIFY_SNAPSHOT, "Open the snapshot",
            Job.Kind.PLAN, "Open the preview",
            Job.Kind.COMPARE, "Open the preview",
            Job.Kind.APPLY, "Open the restore",
            Job.Kind.PURGE, "Open the snapshots",
            Job.Kind.RECALL, "Open the journal"));
    private static final Map<RowAction, String> ACTIONS = new EnumMap<>(Map.of(
            RowAction.CREATE, "Create",
            RowAction.CHANGE, "Bring back",
            RowAction.REMOVE, "Remove",
            RowAction.KEEP, "Stays"));
    private static final Map<RowScope.Side, String> SIDES = new EnumMap<>(Map.of(
            RowScope.Side.LIVE, "as it is now",
            RowScope.Side.TARGET, "as it was then",
            RowScope.Side.EITHER, "now or then"));
    private static final Map<Dependents, String> DEPENDENTS = new EnumMap<>(Map.of(
            Dependents.LEAVE, "Leave other tables alone",
            Dependents.FOLLOW, "Bring them back too, however far it leads"));
    private static final Map<MissingReferences, String> MISSING_REFERENCES = new EnumMap<>(Map.of(
            MissingReferences.REFUSE, "Stop, and tell me",
            MissingReferences.NULL, "Leave the reference empty where that is allowed",
            MissingReferences.SKIP, "Leave that row as it is",
            MissingReferences.CREATE, "Bring that back too, however far it leads"));
    private static final Map<KeepReason, String> KEPT = new EnumMap<>(Map.of(
            KeepReason.BY_HAND, "until it is purged by hand",
            KeepReason.FROM_THE_FUTURE, "its moment lies ahead of the clock",
            KeepReason.WITHIN_ITS_TIME, "until",
            KeepReason.NEWEST_VERIFIED, "as the tier\u2019s newest verified",
            KeepReason.NEWEST, "as the tier\u2019s newest",
            KeepReason.IN_USE, "while a job reads it",
            KeepReason.BUILT_ON, "because another is built on it"));
    private static final Map<Restore.Outcome, String> OUTCOMES = new EnumMap<>(Map.of(
            Restore.Outcome.RUNNING, "Running",
            Restore.Outcome.COMMITTED, "Restored",
            Restore.Outcome.ROLLED_BACK, "Nothing changed",
            Restore.Outcome.UNKNOWN, "Being looked up"));

    public String utc(Instant instant) {
        return UTC.format(instant);
    }

    /** A sentence of the engine, its instants as people read them. */
    public String sentence(String text) {
        return INSTANT.matcher(text).replaceAll(instant -> utc(Instant.parse(instant.group())));
    }

    public String count(long value) {
        return String.format(Locale.ENGLISH, "%,d", value);
    }

    /** A count with its noun: {@code 1 row}, {@code 20,000 rows}. */
    public String counted(long value, String noun) {
        return count(value) + " " + noun + (value == 1 ? "" : "s");
    }

    /** Decimal units, three digits: {@code 4.12 MB}. */
    public String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < BYTE_UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        int digits = unit == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ENGLISH, "%." + digits + "f %s", value, BYTE_UNITS[unit]);
    }

    /** Rounded as far as a waiting person cares: {@code 40 s}, {@code 12 min}, {@code 3 h 5 min}. */
    public String duration(Duration duration) {
        long seconds = Math.max(1, duration.toSeconds());
        if (seconds < 90) {
            return seconds + " s";
        }
        long minutes = Math.round(seconds / 60.0);
        return minutes < 90 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    /** A time that somebody configured: {@code 3 days}, {@code 36 h}. */
    public String days(Duration duration) {
        return duration.toHours() % 24 == 0 && duration.toDays() > 0
                ? counted(duration.toDays(), "day")
                : duration(duration);
    }

    public String tier(Tier tier) {
        return tier == Tier.MANUAL ? "By hand" : capitalized(tier.name());
    }

    /** Why a snapshot stays, or that it goes; {@link #keptUntil} follows. */
    public String kept(Verdict verdict) {
        return verdict.match(keep -> inWords(KEPT, keep.reason()), expire -> "expired, goes with the next purge");
    }

    /** When a snapshot's time is over, where that is what decides. */
    public Optional<Instant> keptUntil(Verdict verdict) {
        return verdict.match(
                keep -> keep.until().filter(until -> keep.reason() == KeepReason.WITHIN_ITS_TIME),
                expire -> Optional.<Instant>empty());
    }

    /** What became of a tier's last slot. */
    public String slotState(SlotAttempt attempt) {
        return switch (attempt.job().state()) {
            case WAITING, RUNNING -> "being taken";
            case DONE -> "taken";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
        };
    }

    /** Which of a row's two states a condition is asked of. */
    public String side(RowScope.Side side) {
        return inWords(SIDES, side);
    }

    public String dependents(Dependents dependents) {
        return inWords(DEPENDENTS, dependents);
    }

    public String missingReferences(MissingReferences missing) {
        return inWords(MISSING_REFERENCES, missing);
    }

    /** A clause of the engine as a sentence. */
    public String clause(String text) {
        return capitalFirst(text) + ".";
    }

    /** How much of a plan a restore is about. */
    public String part(Part part) {
        return part.match(
                () -> "The whole plan",
                some -> capitalFirst(named(
                        some.sellers(),
                        Optional.of(some.unowned()).filter(unowned -> unowned == Part.Unowned.INCLUDED))),
                rest -> named(
                                rest.sellers(),
                                Optional.of(rest.unowned()).filter(unowned -> unowned == Part.Unowned.LEFT))
                        .transform(but -> but.isEmpty() ? "Everything that was left" : "The rest: all but " + but));
    }

    private static String named(List<String> sellers, Optional<Part.Unowned> unowned) {
        String first = sellers.stream().limit(SELLERS_NAMED).collect(Collectors.joining(", "));
        int more = sellers.size() - SELLERS_NAMED;
        Stream<String> all = sellers.isEmpty()
                ? Stream.empty()
                : Stream.of((sellers.size() == 1 ? "seller " : "sellers ")
                        + first
                        + (more > 0 ? ", " + more + " more" : ""));
        return Stream.concat(all, unowned.stream().map(included -> "rows without a seller"))
                .collect(Collectors.joining(" and "));
    }

    private static String capitalFirst(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    public String snapshotState(SnapshotSummary.State state) {
        return capitalized(state.name());
    }

    public String job(Job.Kind kind) {
        return inWords(JOBS, kind);
    }

    public String jobState(Job.State state) {
        return capitalized(state.name());
    }

    /** What is there once a job of that kind is done. */
    public String jobDone(Job.Kind kind) {
        return inWords(DONE, kind);
    }

    /** Invites to what a job made. */
    public String openResult(Job.Kind kind) {
        return inWords(RESULTS, kind);
    }

    /** The page that shows what a job made. */
    public String resultPage(Job.Kind kind) {
        return inWords(RESULT_PAGES, kind);
    }

    public String action(RowAction action) {
        return inWords(ACTIONS, action);
    }

    public String outcome(Restore.Outcome outcome) {
        return inWords(OUTCOMES, outcome);
    }

    public String planState(PlanSummary.State state) {
        return capitalized(state.name());
    }

    public String tables(Collection<TableId> tables) {
        return tables.stream().map(TableId::toString).collect(Collectors.joining(", "));
    }

    /** An enum's constant as a CSS class and test id: {@code ROLLED_BACK} becomes {@code rolled-back}. */
    public String slug(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> String inWords(Map<E, String> words, E constant) {
        return words.getOrDefault(constant, capitalized(constant.name()));
    }

    private static String capitalized(String constant) {
        return constant.charAt(0)
                + constant.substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
