package io.tillback.snapshot;

import io.tillback.model.Sha256;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.storage.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Names of a store's objects in the bucket.
 *
 * @param root {@code <prefix>/<store>}, no slash at either end
 * @see <a href="docs/FORMAT.md#layout">FORMAT.md, layout</a>
 */
public record SnapshotLayout(String root) {
    private static final int LONGEST_NAME = 80;
    private static final int DIGEST_DIGITS = 24;
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

    public static SnapshotLayout of(String prefix, String store) {
        return new SnapshotLayout(prefix.isEmpty() ? encode(store) : prefix + "/" + encode(store));
    }

    public String snapshots() {
        return root + "/snapshots/";
    }

    /** Ends with a slash. */
    public String folder(Tier tier, SnapshotId id) {
        return snapshots() + tier.folder() + "/" + id.value() + "/";
    }

    public ObjectKey manifest(Tier tier, SnapshotId id) {
        return manifestIn(folder(tier, id));
    }

    static ObjectKey manifestIn(String folder) {
        return new ObjectKey(folder + "manifest.json");
    }

    /** @param number the part's, from 1 */
    public ObjectKey data(Tier tier, SnapshotId id, TableId table, int number) {
        return new ObjectKey(folder(tier, id) + "data/" + fileName(table, number) + ".csv.zst");
    }

    public ObjectKey index(Tier tier, SnapshotId id, TableId table, int number) {
        return new ObjectKey(folder(tier, id) + "index/" + fileName(table, number) + ".jsonl.zst");
    }

    /** The keys of rows that are gone since the base, and their index. */
    public ObjectKey gone(Tier tier, SnapshotId id, TableId table) {
        return new ObjectKey(folder(tier, id) + "index/" + nameOf(table) + ".gone.csv.zst");
    }

    public ObjectKey goneIndex(Tier tier, SnapshotId id, TableId table) {
        return new ObjectKey(folder(tier, id) + "index/" + nameOf(table) + ".gone.jsonl.zst");
    }

    private static String fileName(TableId table, int number) {
        return nameOf(table) + "." + number;
    }

    /** {@code <schema>.<table>}, encoded. */
    public static String nameOf(TableId table) {
        return shortened(table.schema()) + "." + shortened(table.name());
    }

    /**
     * Servers that keep objects as files take no more than 255 bytes between two slashes, and add some of
     * their own while they write.
     */
    private static String shortened(String name) {
        String encoded = encode(name);
        if (encoded.length() <= LONGEST_NAME) {
            return encoded;
        }
        String digest = Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, DIGEST_DIGITS);
        return encoded.substring(0, LONGEST_NAME - DIGEST_DIGITS - 1) + "!" + digest;
    }

    /** Letters, digits, {@code _} and {@code -} stay; every other byte of the name's UTF-8 becomes {@code %XX}. */
    static String encode(String name) {
        StringBuilder encoded = new StringBuilder(name.length());
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(octet) >= 0) {
                encoded.append((char) octet);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
            }
        }
        return encoded.toString();
    }
}
