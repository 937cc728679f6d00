package io.tillback.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private static final int MEGABYTE = 1 << 20;

    private static Chunk chunk(long offset, int length) {
        return new Chunk(offset, length, 1, length, "", new KeyFilter.None());
    }

    private static List<List<Long>> offsets(Chunk... chunks) {
        return Requests.of(List.of(chunks)).stream()
                .map(request -> request.stream().map(Chunk::offset).toList())
                .toList();
    }

    @Test
    void neighbours_share_a_request_up_to_what_one_shall_bring() {
        assertThat(offsets(chunk(0, MEGABYTE), chunk(MEGABYTE, MEGABYTE), chunk(2 * MEGABYTE, MEGABYTE)))
                .containsExactly(List.of(0L, (long) MEGABYTE), List.of(2L * MEGABYTE));
    }

    @Test
    void the_narrowest_gaps_are_read_over_and_the_others_are_not() {
        assertThat(offsets(chunk(0, 100), chunk(110, 100), chunk(230, 100), chunk(500, 100)))
                .containsExactly(List.of(0L, 110L, 230L), List.of(500L));
    }

    @Test
    void of_many_gaps_of_one_width_only_some_are_read_over() {
        assertThat(offsets(chunk(0, 100), chunk(150, 100), chunk(300, 100), chunk(450, 100)))
                .containsExactly(List.of(0L, 150L), List.of(300L), List.of(450L));
    }

    @Test
    void nothing_wanted_is_no_request() {
        assertThat(Requests.of(List.of())).isEmpty();
    }

    @Property
    void every_chunk_is_fetched_once_and_little_else(@ForAll("chunks") List<Chunk> chunks) {
        List<List<Chunk>> requests = Requests.of(chunks);

        assertThat(requests.stream().flatMap(List::stream)).containsExactlyElementsOf(chunks);
        long wanted = chunks.stream().mapToLong(Chunk::length).sum();
        long fetched = requests.stream().mapToLong(Requests::lengthOf).sum();
        assertThat(fetched).isBetween(wanted, wanted + wanted / 5);
    }

    @Provide
    Arbitrary<List<Chunk>> chunks() {
        Arbitrary<Integer> sizes = Arbitraries.integers().between(1, 2000);
        return sizes.tuple2().list().ofMaxSize(30).map(pairs -> {
            List<Chunk> chunks = new ArrayList<>();
            long at = 0;
            for (var pair : pairs) {
                chunks.add(chunk(at + pair.get1(), pair.get2()));
                at += pair.get1() + pair.get2();
            }
            return chunks;
        });
    }
}
