package io.tillback.snapshot;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which chunks of an object are fetched by one request. */
final class Requests {
    /** Large enough that a request's own time does not count, small enough that several fit into memory. */
    private static final long LONGEST = 2 << 20;

    /** A request takes longer than some bytes more: of what is wanted, this part may be fetched besides. */
    private static final int PART_NOT_WANTED = 5;

    private Requests() {}

    /**
     * Chunks that lie side by side share a request, and so do those that lie nearest to each other.
     *
     * @param chunks of one object, ascending
     */
    static List<List<Chunk>> of(List<Chunk> chunks) {
        BitSet near = nearToTheOneBefore(chunks);
        List<List<Chunk>> requests = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            if (!near.get(i) || lengthOf(requests.get(requests.size() - 1)) >= LONGEST) {
                requests.add(new ArrayList<>());
            }
            requests.get(requests.size() - 1).add(chunks.get(i));
        }
        return requests;
    }

    /** Bytes of a request, gaps included. */
    static long lengthOf(List<Chunk> request) {
        Chunk last = request.get(request.size() - 1);
        return last.offset() + last.length() - request.get(0).offset();
    }

    /** The narrowest gaps are read over first, as long as what is allowed lasts. */
    private static BitSet nearToTheOneBefore(List<Chunk> chunks) {
        long left = chunks.stream().mapToLong(Chunk::length).sum() / PART_NOT_WANTED;
        BitSet near = new BitSet();
        int[] narrowestFirst = IntStream.range(1, chunks.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> gapBefore(chunks, i)))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i : narrowestFirst) {
            left -= gapBefore(chunks, i);
            if (left < 0) {
                break;
            }
            near.set(i);
        }
        return near;
    }

    private static long gapBefore(List<Chunk> chunks, int i) {
        Chunk before = chunks.get(i - 1);
        return chunks.get(i).offset() - before.offset() - before.length();
    }
}
