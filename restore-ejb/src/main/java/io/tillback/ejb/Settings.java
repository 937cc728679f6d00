package io.tillback.ejb;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Protection;
import io.tillback.model.Protection.TableNames;
import io.tillback.model.SellerPath;
import io.tillback.plan.AcceptancePolicy;
import io.tillback.snapshot.Courtesy;
import io.tillback.snapshot.SnapshotSettings;
import io.tillback.storage.s3.S3Patience;
import io.tillback.storage.s3.S3Settings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What an operator configures. {@code config/tillback.properties} documents every key.
 *
 * @param storeName names the store's folder in the bucket
 * @param prefix folder in the bucket above the store's; may be empty
 * @param protection which tables snapshots hold
 * @param lockWait how long a restore waits for rows the store holds
 * @param journal whether and how row changes are recorded
 * @param planKept how long a plan's rows are kept, and so a restore can be taken back
 * @param workMemoryMb that a sort or join of a plan or restore may use in the database, in units of 1024 * 1024 bytes
 * @param policy which plans are accepted by rule, and which must be approved by others
 * @param sellerPaths how tables lead to sellers; none if plans are applied as a whole only
 * @param longestFreeze how far from now a freeze may end
 * @param tiers when snapshots are taken, and how long they are kept
 * @param alerts what operators are told of, and how
 * @param notices who is told of restores
 */
public record Settings(
        String storeName,
        S3Settings s3,
        String prefix,
        Protection protection,
        SnapshotSettings snapshot,
        JournalSettings journal,
        Duration lockWait,
        Duration planKept,
        int workMemoryMb,
        AcceptancePolicy policy,
        List<SellerPath> sellerPaths,
        Duration longestFreeze,
        TierSettings tiers,
        AlertSettings alerts,
        NoticeSettings notices) {
    /** Read by {@code config/liberty} or by the launcher of {@code -Pserve}, not by Tillback. */
    static final Set<String> SERVERS_KEYS = Set.of(
            "tillback.store.url",
            "tillback.store.user",
            "tillback.store.password",
            "tillback.http.host",
            "tillback.http.port",
            "tillback.admin.password",
            "tillback.cookies.secure",
            "tillback.demo.password",
            "tillback.demo.store.user",
            "tillback.demo.store.password",
            "tillback.serve.folder",
            "tillback.serve.heap");

    /** What Kubernetes tells every container of a service named tillback. */
    private static final Pattern KUBERNETES =
            Pattern.compile("TILLBACK_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.+)?)?)");

    /** Connections of a snapshot beside those that copy, and of whoever works at the same time. */
    private static final int OTHER_CONNECTIONS = 6;

    /**
     * Reads all keys.
     *
     * @throws RestoreException CONFIGURATION_INVALID, naming every key that is refused: for its value, or because there is
     *     no such key
     */
    public static Settings read(KeySource source) {
        Reader reader = new Reader(source);
        Settings settings = read(reader);
        reader.refuseUnknown();
        reader.requireNoRefusals();
        return settings;
    }

    /** Every key that {@link #read} knows. */
    static Set<String> keys() {
        Reader reader = new Reader(KeySource.ofEnvironment(Map.of()));
        read(reader);
        return reader.known;
    }

    private static Settings read(Reader reader) {
        SnapshotSettings defaults = SnapshotSettings.defaults();
        SnapshotSettings snapshot = new SnapshotSettings(
                reader.number("tillback.snapshot.parallelism", defaults.parallelism(), 1, 64),
                reader.number("tillback.snapshot.range-mb", (int) (defaults.rangeBytes() >> 20), 1, 65_536)
                        * (1L << 20),
                reader.number("tillback.snapshot.chunk-kb", defaults.chunkBytes() >> 10, 4, 65_536) << 10,
                reader.number("tillback.snapshot.compression", defaults.compressionLevel(), 1, 19),
                new Courtesy(
                        reader.number(
                                "tillback.snapshot.busy-transactions",
                                defaults.courtesy().busyTransactionsPerSecond(),
                                1,
                                1_000_000),
                        reader.number(
                                "tillback.snapshot.busy-share",
                                defaults.courtesy().sharePercent(),
                                1,
                                100)));
        int pool = reader.number("tillback.store.pool", 30, 1, 10_000);
        if (pool < snapshot.parallelism() + OTHER_CONNECTIONS) {
            reader.refuse("tillback.store.pool = '" + pool + "': must be at least " + OTHER_CONNECTIONS
                    + " more than tillback.snapshot.parallelism, which is " + snapshot.parallelism());
        }
        return new Settings(
                reader.checked("tillback.store.name", "store", Values::name),
                new S3Settings(
                        reader.checked("tillback.s3.endpoint", Optional.<URI>empty(), Values::endpoint),
                        reader.checked("tillback.s3.region", "us-east-1", Values::region),
                        reader.required("tillback.s3.bucket", Values::bucket),
                        S3Patience.USUAL.withSilence(reader.duration(
                                "tillback.s3.timeout", S3Patience.USUAL.silence(), Duration.ofHours(1)))),
                reader.checked("tillback.s3.prefix", "", Values::folder),
                new Protection(
                        reader.checked("tillback.protect.include", List.of(), TableNames::parse),
                        reader.checked("tillback.protect.exclude", List.of(), TableNames::parse)),
                snapshot,
                journal(reader),
                reader.duration("tillback.restore.lock-wait", Duration.ofSeconds(10), Duration.ofDays(1)),
                reader.duration("tillback.plan.kept", Duration.ofDays(30), Duration.ofDays(3650)),
                reader.number("tillback.restore.work-memory-mb", PostgresDialect.USUAL_WORK_MEMORY_MB, 1, 65_536),
                PolicySettings.read(reader::find, reader::refuse),
                reader.checked("tillback.seller.paths", List.of(), SellerPath::parseAll),
                reader.duration("tillback.freeze.longest", Duration.ofDays(1), Duration.ofDays(30)),
                TierSettings.read(reader::find, reader::refuse),
                AlertSettings.read(reader::find, reader::refuse),
                NoticeSettings.read(reader::find, reader::refuse));
    }

    private static JournalSettings journal(Reader reader) {
        return new JournalSettings(
                reader.checked("tillback.journal", JournalSettings.Switch.OFF, Values::journaling),
                reader.duration("tillback.journal.beat", Duration.ofSeconds(1), Duration.ofMinutes(1)),
                reader.duration("tillback.journal.segment", Duration.ofHours(1), Duration.ofDays(7)),
                reader.duration("tillback.journal.kept", Duration.ofDays(3), Duration.ofDays(3650)),
                reader.checked("tillback.journal.ship", Optional.of(Duration.ofMinutes(1)), Values::shipping),
                reader.duration("tillback.journal.shipped", Duration.ofDays(14), Duration.ofDays(3650)),
                reader.checked("tillback.journal.may-break", List.of(), TableNames::parse));
    }

    /** Collects refusals, so that an operator mends all of them at once. */
    private static final class Reader {
        private final KeySource source;
        private final Set<String> known = new TreeSet<>();
        private final List<String> refusals = new ArrayList<>();

        private Reader(KeySource source) {
            this.source = source;
        }

        private void refuse(String refusal) {
            refusals.add(refusal);
        }

        private Optional<String> find(String key) {
            known.add(key);
            return source.find(key).map(String::strip).filter(value -> !value.isEmpty());
        }

        private String required(String key, Function<String, String> check) {
            if (find(key).isEmpty()) {
                refuse(key + " is not set");
            }
            return checked(key, "", check);
        }

        private int number(String key, int fallback, int least, int most) {
            return checked(key, fallback, value -> Values.number(value, least, most));
        }

        private Duration duration(String key, Duration fallback, Duration longest) {
            return checked(key, fallback, value -> Values.duration(value, longest));
        }

        /** @param parser throws IllegalArgumentException with what a value must be */
        private <T> T checked(String key, T fallback, Function<String, ? extends T> parser) {
            Optional<String> value = find(key);
            if (value.isEmpty()) {
                return fallback;
            }
            try {
                return parser.apply(value.get());
            } catch (IllegalArgumentException e) {
                refuse(key + " = '" + value.get() + "': " + e.getMessage());
                return fallback;
            }
        }

        /** A misspelt key would leave its default in force, without anybody noticing. */
        private void refuseUnknown() {
            Set<String> all = new TreeSet<>(known);
            all.addAll(SERVERS_KEYS);
            for (String name : source.names()) {
                String variable = KeySource.variable(name);
                if (variable.startsWith("TILLBACK_")
                        && !KUBERNETES.matcher(variable).matches()
                        && all.stream().noneMatch(key -> KeySource.variable(key).equals(variable))) {
                    refuse(name + " is not a key of Tillback; the nearest is " + nearest(variable, all));
                }
            }
        }

        private static String nearest(String variable, Set<String> all) {
            return all.stream()
                    .min(Comparator.comparingInt(key -> Values.distance(variable, KeySource.variable(key))))
                    .orElseThrow();
        }

        private void requireNoRefusals() {
            if (!refusals.isEmpty()) {
                throw new RestoreException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "Cannot start Tillback: " + String.join("; ", refusals),
                        "Correct these keys; config/tillback.properties explains each.");
            }
        }
    }
}
