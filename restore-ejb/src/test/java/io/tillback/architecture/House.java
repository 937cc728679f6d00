package io.tillback.architecture;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The packages in the order of the story, and what each may import of the others.
 *
 * <p>A name stands for one package, {@code storage.*} for the packages of vendors under {@code storage}.
 */
final class House {
    static final List<String> STAGES =
            List.of("snapshot", "journal", "shipment", "retention", "timeline", "plan", "apply", "notice", "freeze");

    static final List<String> ENGINE = Stream.concat(Stream.of("model", "fault", "storage", "dialect"), STAGES.stream())
            .toList();

    static final List<String> VENDORS = List.of("storage.*", "dialect.*", "jdbc.*");

    private static final Map<String, Set<String>> IMPORTS = new LinkedHashMap<>();

    static {
        IMPORTS.put("fault", Set.of());
        IMPORTS.put("model", Set.of("fault"));
        IMPORTS.put("storage", Set.of("fault", "model"));
        IMPORTS.put("snapshot", Set.of("fault", "model", "storage"));
        IMPORTS.put("journal", Set.of("fault", "model", "storage"));
        IMPORTS.put("shipment", Set.of("fault", "model", "storage", "snapshot", "journal"));
        IMPORTS.put("retention", Set.of("fault", "model", "storage", "snapshot", "journal"));
        IMPORTS.put("timeline", Set.of("fault", "model", "storage", "snapshot", "journal", "retention"));
        IMPORTS.put("plan", Set.of("fault", "model", "storage", "snapshot", "journal", "retention", "timeline"));
        IMPORTS.put("apply", Set.of("fault", "model", "snapshot", "journal", "retention", "timeline", "plan"));
        IMPORTS.put(
                "notice", Set.of("fault", "model", "snapshot", "journal", "retention", "timeline", "plan", "apply"));
        IMPORTS.put("freeze", Set.of("fault", "model", "timeline", "plan"));
        IMPORTS.put("dialect", Set.of("model", "snapshot"));
        IMPORTS.put("dialect.*", Set.of("fault", "model", "snapshot", "dialect"));
        IMPORTS.put("storage.*", Set.of("fault", "storage"));
        IMPORTS.put("jdbc", all(Set.of("fault", "model", "dialect"), STAGES));
        IMPORTS.put("jdbc.*", Set.of("fault", "snapshot", "jdbc"));
        IMPORTS.put("jpa", all(Set.of("fault", "model"), STAGES));
        IMPORTS.put("ejb", all(IMPORTS.keySet(), STAGES));
    }

    private House() {}

    private static Set<String> all(Set<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).collect(Collectors.toUnmodifiableSet());
    }

    static Set<String> names() {
        return IMPORTS.keySet();
    }

    static Set<String> importsOf(String name) {
        return IMPORTS.getOrDefault(name, Set.of());
    }

    /** Matches the real package and the offenders' of the same name. */
    static String packageOf(String name) {
        return "io.tillback.." + name;
    }

    static String[] packagesOf(Collection<String> names) {
        return names.stream().map(House::packageOf).toArray(String[]::new);
    }
}
