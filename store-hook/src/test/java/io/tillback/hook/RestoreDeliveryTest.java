package io.tillback.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Cache;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RestoreDeliveryTest {

    private final List<String> happened = new ArrayList<>();

    @Test
    void every_cache_is_dropped_before_an_observer_hears_of_the_restore() {
        var delivery = new RestoreDelivery(
                List.of(cached("catalog"), cached("orders")), restored -> happened.add(restored.toString()));

        delivery.rowsRestored("r-1", new String[] {"shop.product", "shop.tag"});

        assertThat(happened)
                .containsExactly(
                        "catalog evicted",
                        "orders evicted",
                        "RowsRestored[restoreId=r-1, tables=[shop.product, shop.tag]]");
    }

    @Test
    void a_failing_observer_reaches_the_caller_as_an_exception_of_the_jdk_alone() {
        var delivery = new RestoreDelivery(List.of(), restored -> {
            throw new SearchIndexDown();
        });

        assertThatThrownBy(() -> delivery.rowsRestored("r-2", new String[] {"shop.product"}))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessageStartingWith("Cannot tell the store of restore r-2: ")
                .hasMessageContaining("index is down");
    }

    private EntityManagerFactory cached(String unit) {
        Cache cache = answering(Cache.class, "evictAll", () -> happened.add(unit + " evicted"));
        return answering(EntityManagerFactory.class, "getCache", () -> cache);
    }

    private static <T> T answering(Class<T> type, String method, Supplier<Object> answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, args) -> {
            assertThat(called.getName()).isEqualTo(method);
            Object value = answer.get();
            return called.getReturnType() == void.class ? null : value;
        }));
    }

    private static final class SearchIndexDown extends RuntimeException {
        SearchIndexDown() {
            super("index is down");
        }
    }
}
