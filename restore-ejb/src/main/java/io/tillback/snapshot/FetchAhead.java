package io.tillback.snapshot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Fetches pieces while those before them are still being worked on; they are handed on in their order.
 *
 * @param executor runs the fetches
 * @param pieces fetched at once
 * @param bytes that may be waiting at once, or one piece where a piece is larger
 */
public record FetchAhead(Executor executor, int pieces, long bytes) {
    /** Each piece is fetched when its turn comes. */
    public static FetchAhead none() {
        return new FetchAhead(Runnable::run, 1, 1);
    }

    /** Eight at once, 16 MB of them: what a snapshot's restore needs of the heap does not grow with the table. */
    public static FetchAhead on(Executor executor) {
        return new FetchAhead(executor, 8, 16 << 20);
    }

    private record Under<P, R>(P piece, FutureTask<R> way, long bytes) {}

    /** @param size of a piece, bytes */
    public <P, R> void forEach(List<P> all, ToLongFunction<P> size, Function<P, R> fetch, BiConsumer<P, R> each) {
        Deque<Under<P, R>> waiting = new ArrayDeque<>();
        Iterator<P> next = all.iterator();
        long waitingBytes = 0;
        try {
            while (next.hasNext() || !waiting.isEmpty()) {
                while (next.hasNext() && (waiting.isEmpty() || (waiting.size() < pieces && waitingBytes < bytes))) {
                    P piece = next.next();
                    Under<P, R> under =
                            new Under<>(piece, new FutureTask<>(() -> fetch.apply(piece)), size.applyAsLong(piece));
                    waitingBytes += under.bytes();
                    waiting.add(under);
                    executor.execute(under.way());
                }
                Under<P, R> first = waiting.remove();
                waitingBytes -= first.bytes();
                each.accept(first.piece(), HandedOver.resultOf(first.way()));
            }
        } finally {
            waiting.forEach(under -> under.way().cancel(false));
        }
    }
}
