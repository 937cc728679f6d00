package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.SellerPath;
import io.tillback.snapshot.SnapshotSettings;
import io.tillback.storage.s3.S3Settings;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/**
 * What an operator configures. {@code config/tillback.properties} documents every key.
 *
 * @param storeName names the store's folder in the bucket
 * @param prefix folder in the bucket above the store's; may be empty
 * @param lockWait how long a restore waits for rows the store holds
 * @param planKept how long a plan's rows are kept, and so a restore can be taken back
 * @param sellerPaths how tables lead to sellers; none if plans are applied as a whole only
 * @param tiers when snapshots are taken, and how long they are kept
 */
public record Settings(
        String storeName,
        S3Settings s3,
        String prefix,
        SnapshotSettings snapshot,
        Duration lockWait,
        Duration planKept,
        List<SellerPath> sellerPaths,
        TierSettings tiers) {
    /**
     * Reads all keys.
     *
     * @throws RestoreException CONFIGURATION_INVALID, naming every key whose value is refused
     */
    public static Settings read(Config config) {
        Reader reader = new Reader(config);
        SnapshotSettings defaults = SnapshotSettings.defaults();
        Settings settings = new Settings(
                reader.text("tillback.store.name", "store"),
                new S3Settings(
                        reader.find("tillback.s3.endpoint")
                                .map(value -> reader.parse(
                                        "tillback.s3.endpoint", value, Reader::httpUri, URI.create("http://refused"))),
                        reader.text("tillback.s3.region", "us-east-1"),
                        reader.required("tillback.s3.bucket")),
                reader.find("tillback.s3.prefix").orElse(""),
                new SnapshotSettings(
                        reader.number("tillback.snapshot.parallelism", defaults.parallelism(), 1, 64),
                        reader.number("tillback.snapshot.range-mb", (int) (defaults.rangeBytes() >> 20), 1, 65_536)
                                * (1L << 20),
                        reader.number("tillback.snapshot.chunk-kb", defaults.chunkBytes() >> 10, 4, 65_536) << 10,
                        reader.number("tillback.snapshot.compression", defaults.compressionLevel(), 1, 19)),
                reader.duration("tillback.restore.lock-wait", Duration.ofSeconds(10)),
                reader.duration("tillback.plan.kept", Duration.ofDays(30)),
                reader.find("tillback.seller.paths")
                        .map(value -> reader.parse(
                                "tillback.seller.paths", value, SellerPath::parseAll, List.<SellerPath>of()))
                        .orElse(List.of()),
                TierSettings.read(config, reader.refusals));
        reader.requireNoRefusals();
        return settings;
    }

    /** Collects refusals, so that an operator mends all of them at once. */
    private static final class Reader {
        private final Config config;
        private final List<String> refusals = new ArrayList<>();

        private Reader(Config config) {
            this.config = config;
        }

        private Optional<String> find(String key) {
            return config.getOptionalValue(key, String.class).map(String::strip).filter(value -> !value.isEmpty());
        }

        private String text(String key, String fallback) {
            return find(key).orElse(fallback);
        }

        private String required(String key) {
            return find(key).orElseGet(() -> {
                refusals.add(key + " is not set");
                return "";
            });
        }

        private int number(String key, int fallback, int least, int most) {
            return find(key)
                    .map(value -> parse(key, value, text -> inRange(text, least, most), fallback))
                    .orElse(fallback);
        }

        private Duration duration(String key, Duration fallback) {
            return find(key)
                    .map(value -> parse(key, value, Reader::positive, fallback))
                    .orElse(fallback);
        }

        private <T> T parse(String key, String value, Function<String, T> parser, T whenRefused) {
            try {
                return parser.apply(value);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                refusals.add(key + " = '" + value + "': " + e.getMessage());
                return whenRefused;
            }
        }

        private static int inRange(String text, int least, int most) {
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException("must be from " + least + " to " + most);
            }
            return number;
        }

        private static Duration positive(String text) {
            Duration duration = Duration.parse(text);
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("must be longer than nothing, for example PT10S");
            }
            return duration;
        }

        private static URI httpUri(String text) {
            URI uri = URI.create(text);
            if (uri.getHost() == null
                    || uri.getScheme() == null
                    || !uri.getScheme().startsWith("http")) {
                throw new IllegalArgumentException("must be an http or https address");
            }
            return uri;
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
