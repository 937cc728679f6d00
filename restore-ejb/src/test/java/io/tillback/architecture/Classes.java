package io.tillback.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.tillback.fault.RestoreException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** What the rules are asked of. */
final class Classes {
    private static final String OFFENDERS = "io.tillback.offenders.";

    /** Everything in the main source folder, whatever its package. */
    private static final JavaClasses REAL = classesIn(folderOf(RestoreException.class));

    /** The same, and beside it the classes that break the rules. */
    private static final JavaClasses SEEDED =
            classesIn(folderOf(RestoreException.class), folderOf(Classes.class).resolve("io/tillback/offenders"));

    private Classes() {}

    /** Libraries are known by name only: reading them too takes a hundred times as long. */
    private static JavaClasses classesIn(Path... folders) {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter().importPaths(folders);
    }

    private static Path folderOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot find the folder of " + type, e);
        }
    }

    static void holds(ArchRule rule) {
        rule.check(REAL);
    }

    /**
     * Fails unless the rule finds an offender.
     *
     * @param offender its name below {@code io.tillback.offenders}
     * @param facts what the report has to say beside that name
     */
    static void finds(ArchRule rule, String offender, String... facts) {
        String report = reportOn(rule);
        assertThat(report).contains(OFFENDERS + offender);
        assertThat(facts).allSatisfy(fact -> assertThat(report).contains(fact));
    }

    static void ignores(ArchRule rule, String bystander) {
        assertThat(reportOn(rule)).doesNotContain(OFFENDERS + bystander);
    }

    private static String reportOn(ArchRule rule) {
        return String.join("\n", rule.evaluate(SEEDED).getFailureReport().getDetails());
    }
}
