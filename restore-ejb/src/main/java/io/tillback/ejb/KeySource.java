package io.tillback.ejb;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;

/** Where configuration comes from. */
public interface KeySource {
    Optional<String> find(String key);

    /** The names that are set, each as its source spells it: {@code tillback.s3.bucket} or {@code TILLBACK_S3_BUCKET}. */
    Set<String> names();

    /** What the server offers. */
    static KeySource of(Config config) {
        return new KeySource() {
            @Override
            public Optional<String> find(String key) {
                return config.getOptionalValue(key, String.class);
            }

            @Override
            public Set<String> names() {
                Set<String> names = new TreeSet<>();
                config.getPropertyNames().forEach(names::add);
                return names;
            }
        };
    }

    /** What the server will offer when it is started with these environment variables. */
    static KeySource ofEnvironment(Map<String, String> variables) {
        return new KeySource() {
            @Override
            public Optional<String> find(String key) {
                return Optional.ofNullable(variables.get(variable(key)));
            }

            @Override
            public Set<String> names() {
                return new TreeSet<>(variables.keySet());
            }
        };
    }

    /** The environment variable of a key, by MicroProfile Config's rule. */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
