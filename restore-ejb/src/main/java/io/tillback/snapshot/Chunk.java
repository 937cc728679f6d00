package io.tillback.snapshot;

/**
 * One line of an index: where a frame lies and which keys it may hold.
 *
 * @param offset of the frame in the data object
 * @param length of the frame, compressed
 * @param rows in the frame
 * @param csvBytes of the frame, uncompressed
 * @param sha256 of the compressed frame, 64 hexadecimal digits
 * @see <a href="docs/FORMAT.md#index">FORMAT.md, index</a>
 */
public record Chunk(long offset, int length, long rows, long csvBytes, String sha256, KeyFilter filter) {}
