package io.tillback.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tillback.hook.RowsRestored.Beyond;
import io.tillback.hook.RowsRestored.TableName;
import io.tillback.hook.RowsRestored.WrittenRow;
import io.tillback.hook.RowsRestored.WrittenTable;
import jakarta.persistence.Cache;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RestoreDeliveryTest {

    private static final Map<String, Object> RESTORE = Map.of(
            "restore", "r-1",
            "beyond", "nothing",
            "tables",
                    List.of(Map.of(
                            "name", List.of("shop", "product"),
                            "written", 2L,
                            "key", List.of("id"),
                            "rows", List.of(List.of("changed", "17")),
                            "seenIn", List.of(List.of("shop", "shelf")))));

    private final List<String> happened = new ArrayList<>();
    private final List<RowsRestored> heard = new ArrayList<>();

    private RestoreDelivery delivery() {
        return new RestoreDelivery(List.of(cached("catalog"), cached("orders")), restored -> {
            happened.add("told");
            heard.add(restored);
        });
    }

    @Test
    void every_cache_of_another_provider_is_dropped_before_an_observer_hears_of_the_rows() {
        delivery().rowsRestored("m-1", RESTORE);

        assertThat(happened).containsExactly("catalog evicted", "orders evicted", "told");
        assertThat(heard)
                .containsExactly(new RowsRestored(
                        "m-1",
                        "r-1",
                        List.of("shop.product"),
                        List.of(new WrittenTable(
                                new TableName("shop", "product"),
                                2,
                                List.of("id"),
                                List.of(new WrittenRow("changed", List.of("17"))),
                                List.of(new TableName("shop", "shelf")))),
                        Beyond.NOTHING));
        assertThat(heard.get(0).written().get(0).isComplete()).isFalse();
    }

    @Test
    void what_an_earlier_version_tells_drops_every_cache_whole() {
        delivery().rowsRestored("r-1", new String[] {"shop.product", "shop.tag"});

        assertThat(happened).containsExactly("catalog evicted", "orders evicted", "told");
        assertThat(heard)
                .containsExactly(new RowsRestored(
                        "r-1", "r-1", List.of("shop.product", "shop.tag"), List.of(), Beyond.ANYTHING));
    }

    @Test
    void a_failing_observer_reaches_the_caller_as_an_exception_of_the_jdk_alone() {
        var delivery = new RestoreDelivery(List.of(), restored -> {
            throw new SearchIndexDown();
        });

        assertThatThrownBy(() -> delivery.rowsRestored("m-1", RESTORE))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessageStartingWith("Cannot tell the store of restore r-1: ")
                .hasMessageContaining("index is down");
    }

    private EntityManagerFactory cached(String unit) {
        Cache cache = answering(Cache.class, "evictAll", () -> happened.add(unit + " evicted"));
        return EntityManagerFactory.class.cast(Proxy.newProxyInstance(
                EntityManagerFactory.class.getClassLoader(),
                new Class<?>[] {EntityManagerFactory.class},
                (proxy, called, args) -> {
                    if (called.getName().equals("unwrap")) {
                        throw new PersistenceException("not of EclipseLink");
                    }
                    assertThat(called.getName()).isEqualTo("getCache");
                    return cache;
                }));
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
