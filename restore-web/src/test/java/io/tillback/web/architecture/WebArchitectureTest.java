package io.tillback.web.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.tillback.ejb.Role;
import io.tillback.web.rest.RestApplication;
import java.net.URL;
import org.junit.jupiter.api.Test;

/** Plain tests on purpose: Surefire runs ArchUnit's own annotated fields as nothing, and reports success. */
class WebArchitectureTest {
    private static final JavaClasses REAL = new ClassFileImporter().importUrl(folderOf(RestApplication.class));
    private static final JavaClasses OFFENDERS = new ClassFileImporter().importPackages("io.tillback.web.offenders");

    private static URL folderOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static final DescribedPredicate<JavaClass> CARRIES_VALUES_ONLY =
            DescribedPredicate.describe("carry values only", type -> carriesValuesOnly(type.getBaseComponentType()));

    private static boolean carriesValuesOnly(JavaClass type) {
        return type.isRecord() || type.isEnum() || isSealed(type) || isException(type);
    }

    private static boolean isSealed(JavaClass type) {
        return type.isInterface() && type.reflect().isSealed();
    }

    private static boolean isException(JavaClass type) {
        return type.isAssignableTo(RuntimeException.class);
    }

    private static ArchRule webSeesInterfacesAndValuesOnly() {
        DescribedPredicate<JavaClass> values = resideInAnyPackage(
                        "io.tillback.model",
                        "io.tillback.fault",
                        "io.tillback.snapshot",
                        "io.tillback.journal",
                        "io.tillback.shipment",
                        "io.tillback.retention",
                        "io.tillback.plan",
                        "io.tillback.apply",
                        "io.tillback.notice",
                        "io.tillback.freeze")
                .and(CARRIES_VALUES_ONLY);
        return classes()
                .that()
                .resideInAPackage("io.tillback.web..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("io.tillback..")
                        .or(resideInAPackage("io.tillback.web.."))
                        .or(resideInAPackage("io.tillback.ejb").and(INTERFACES.or(equivalentTo(Role.class))))
                        .or(values));
    }

    private static ArchRule webNeitherRunsSqlNorNamesAStoreOfObjects() {
        return noClasses()
                .that()
                .resideInAPackage("io.tillback.web..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "jakarta.persistence..", "org.postgresql..", "software.amazon..");
    }

    @Test
    void the_web_sees_interfaces_and_values_only() {
        webSeesInterfacesAndValuesOnly().check(REAL);
    }

    @Test
    void a_page_that_knows_a_bean_behind_its_interface_is_found() {
        finds(webSeesInterfacesAndValuesOnly(), "KnowsABean");
    }

    @Test
    void a_page_that_plans_by_itself_is_found() {
        finds(webSeesInterfacesAndValuesOnly(), "PlansByItself");
    }

    @Test
    void a_page_that_knows_a_port_is_found() {
        finds(webSeesInterfacesAndValuesOnly(), "KnowsAPort");
    }

    @Test
    void a_page_that_knows_an_edge_is_found() {
        finds(webSeesInterfacesAndValuesOnly(), "KnowsAnEdge");
    }

    @Test
    void the_web_runs_no_sql_and_names_no_store_of_objects() {
        webNeitherRunsSqlNorNamesAStoreOfObjects().check(REAL);
    }

    @Test
    void a_page_that_runs_sql_is_found() {
        finds(webNeitherRunsSqlNorNamesAStoreOfObjects(), "RunsSql");
    }

    private static void finds(ArchRule rule, String offender) {
        String report =
                String.join("\n", rule.evaluate(OFFENDERS).getFailureReport().getDetails());
        assertThat(report).contains("io.tillback.web.offenders." + offender);
    }
}
