package io.tillback.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of this module in a Java process of its own. */
final class JavaProcess {
    private JavaProcess() {}

    /** @param heap as the option says it, for example {@code -Xmx256m} */
    static ProcessBuilder builder(Class<?> main, String heap, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(heap);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
