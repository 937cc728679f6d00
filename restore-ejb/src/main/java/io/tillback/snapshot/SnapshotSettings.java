package io.tillback.snapshot;

/**
 * How a snapshot is cut and compressed.
 *
 * @param parallelism parts copied at once
 * @param rangeBytes table bytes on disk for one data object
 * @param chunkBytes CSV bytes for one zstd frame: what fetching one row costs at least
 * @param compressionLevel zstd's, 1 to 19
 * @param courtesy how it steps back while the store is busy
 */
public record SnapshotSettings(
        int parallelism, long rangeBytes, int chunkBytes, int compressionLevel, Courtesy courtesy) {
    /** With the usual courtesy. */
    public SnapshotSettings(int parallelism, long rangeBytes, int chunkBytes, int compressionLevel) {
        this(parallelism, rangeBytes, chunkBytes, compressionLevel, Courtesy.usual());
    }

    public static SnapshotSettings defaults() {
        return new SnapshotSettings(2, 512L << 20, 128 << 10, 2);
    }
}
