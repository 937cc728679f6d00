package io.tillback.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FetchAheadTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void pieces_are_handed_on_in_their_order() {
        List<Integer> seen = new ArrayList<>();

        new FetchAhead(threads, 8, 1000)
                .forEach(HUNDRED, piece -> 1, piece -> piece * 2, (piece, twice) -> seen.add(twice));

        assertThat(seen).isEqualTo(HUNDRED.stream().map(piece -> piece * 2).toList());
    }

    @Test
    void several_are_fetched_at_once() {
        CountDownLatch together = new CountDownLatch(3);

        new FetchAhead(threads, 3, 1000)
                .forEach(
                        List.of(1, 2, 3),
                        piece -> 1,
                        piece -> {
                            together.countDown();
                            return await(together);
                        },
                        (piece, met) -> assertThat(met).isTrue());
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void no_more_bytes_wait_than_are_allowed() {
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        new FetchAhead(threads, 50, 10)
                .forEach(
                        HUNDRED,
                        piece -> 4,
                        piece -> {
                            most.accumulateAndGet(waiting.addAndGet(4), Math::max);
                            return piece;
                        },
                        (piece, same) -> waiting.addAndGet(-4));

        assertThat(most.get()).isLessThanOrEqualTo(16);
    }

    @Test
    void an_executor_without_a_free_thread_stops_nothing() {
        List<Integer> seen = new ArrayList<>();

        new FetchAhead(never -> {}, 8, 1000)
                .forEach(HUNDRED, piece -> 1, piece -> piece, (piece, same) -> seen.add(same));

        assertThat(seen).isEqualTo(HUNDRED);
    }

    @Test
    void a_failure_comes_through_as_it_is_and_nothing_is_fetched_after_it() {
        AtomicInteger fetched = new AtomicInteger();

        assertThatThrownBy(() -> new FetchAhead(Runnable::run, 4, 1000)
                        .forEach(
                                HUNDRED,
                                piece -> 1,
                                piece -> {
                                    if (fetched.incrementAndGet() == 10) {
                                        throw new IllegalArgumentException("tenth");
                                    }
                                    return piece;
                                },
                                (piece, same) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tenth");
        assertThat(fetched.get()).isLessThan(15);
    }
}
