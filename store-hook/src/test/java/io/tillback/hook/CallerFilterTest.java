package io.tillback.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallerFilterTest {

    private final AtomicInteger made = new AtomicInteger();
    private final CallerFilter filter = new CallerFilter(() -> "made-" + made.incrementAndGet());
    private final List<String> seen = new ArrayList<>();

    @Test
    void a_request_is_known_to_its_thread_by_user_and_header() throws Exception {
        serve(HttpRequest.of("ann", "r-1"), (request, response) -> look());

        assertThat(seen).containsExactly("ann r-1");
    }

    @Test
    void nothing_of_a_request_stays_on_the_thread_whether_it_succeeds_or_not() throws Exception {
        serve(HttpRequest.of("ann", "r-1"), (request, response) -> look());
        look();
        assertThatThrownBy(() -> serve(HttpRequest.of("ann", "r-2"), (request, response) -> {
                    look();
                    throw new ServletException("out of stock");
                }))
                .hasMessage("out of stock");
        look();

        assertThat(seen).containsExactly("ann r-1", "nobody", "ann r-2", "nobody");
    }

    @Test
    void a_request_without_an_id_is_given_one_that_it_keeps_on_its_way_over_several_threads() throws Exception {
        HttpServletRequest request = HttpRequest.of("", "  ");

        serve(request, (sameRequest, response) -> {
            look();
            look();
        });
        serve(request, (sameRequest, response) -> look());
        serve(HttpRequest.of("", ""), (other, response) -> look());

        assertThat(seen).containsExactly(" made-1", " made-1", " made-1", " made-2");
    }

    @Test
    void no_id_is_made_for_a_request_that_writes_nothing() throws Exception {
        serve(HttpRequest.of("", ""), (request, response) -> seen.add("served"));

        assertThat(seen).containsExactly("served");
        assertThat(made).hasValue(0);
    }

    @Test
    void a_request_within_a_request_gives_the_thread_back_to_the_outer_one() throws Exception {
        serve(HttpRequest.of("ann", "outer"), (request, response) -> {
            serve(HttpRequest.of("bob", "inner"), (inner, innerResponse) -> look());
            look();
        });

        assertThat(seen).containsExactly("bob inner", "ann outer");
    }

    private void look() {
        seen.add(Caller.findCurrent()
                .map(caller -> caller.actor() + " " + caller.request())
                .orElse("nobody"));
    }

    private void serve(HttpServletRequest request, FilterChain store) throws IOException, ServletException {
        filter.doFilter(request, response(), store);
    }

    private static ServletResponse response() {
        return (ServletResponse) Proxy.newProxyInstance(
                HttpServletResponse.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, called, args) -> {
                    throw new UnsupportedOperationException(called.toString());
                });
    }
}
