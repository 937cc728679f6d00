package io.tillback.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.tillback.architecture.House.packageOf;
import static io.tillback.architecture.House.packagesOf;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.tillback.snapshot.TableRange;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.ObjectStore;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The rules. Package patterns match real classes and seeded offenders alike, so that both meet the very same rule. */
final class Rules {
    private static final String EVERYTHING = "io.tillback..";

    private static final Set<String> SYSTEM = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.util.Date.<init>",
            "java.util.UUID.randomUUID",
            "java.lang.Math.random",
            "java.util.Random.<init>",
            "java.util.SplittableRandom.<init>",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.security.SecureRandom.<init>",
            "java.security.SecureRandom.getInstance",
            "java.security.SecureRandom.getInstanceStrong");

    private Rules() {}

    static ArchRule packagesAreThoseOfTheHouse() {
        return classes()
                .should()
                .resideInAnyPackage(packagesOf(House.names()))
                .because("a package that the story does not tell of would escape every other rule");
    }

    static ArchRule importsAreUpstream(String name) {
        DescribedPredicate<JavaClass> allowed = resideOutsideOfPackage(EVERYTHING)
                .or(resideInAPackage(packageOf(name)))
                .or(resideInAnyPackage(packagesOf(House.importsOf(name))));
        return classes()
                .that()
                .resideInAPackage(packageOf(name))
                .should()
                .onlyDependOnClassesThat(allowed)
                .as(name + " imports " + House.importsOf(name) + " and nothing else of Tillback")
                .allowEmptyShould(true);
    }

    static ArchRule dialectsSeeOfSnapshotsTheRangeOnly() {
        return noClasses()
                .that()
                .resideInAnyPackage(packageOf("dialect"), packageOf("dialect.*"))
                .should()
                .dependOnClassesThat(resideInAPackage(packageOf("snapshot"))
                        .and(DescribedPredicate.not(belongToAnyOf(TableRange.class))));
    }

    static ArchRule packagesHaveNoCycles() {
        return slices().matching("io.tillback.(**)").should().beFreeOfCycles();
    }

    static ArchRule engineIsPlainJava() {
        return noClasses()
                .that()
                .resideInAnyPackage(packagesOf(House.ENGINE))
                .or()
                .resideInAnyPackage(packagesOf(House.VENDORS))
                .or()
                .resideInAPackage(packageOf("jdbc"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "javax.inject..", "org.eclipse..", "liquibase..")
                .because("containers, JPA providers and configuration are the edges' business");
    }

    static ArchRule onlyEjbAsksTheSystem() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(packageOf("ejb"))
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "time, randomness or ids are asked of the system", Rules::asksTheSystem))
                .because("Clock and IdSource are handed in");
    }

    private static boolean asksTheSystem(JavaAccess<?> access) {
        String member = access.getTargetOwner().getName() + "." + access.getName();
        return SYSTEM.stream().anyMatch(member::equals)
                || member.startsWith("java.time.Clock.system")
                || (member.startsWith("java.time.") && access.getName().equals("now") && !isGivenAClock(access));
    }

    private static boolean isGivenAClock(JavaAccess<?> access) {
        return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
    }

    static ArchRule sqlIsRunAtTheEdgesOnly() {
        return onlyIn(List.of("jdbc", "jdbc.*", "jpa", "ejb"), "java.sql..", "javax.sql..");
    }

    static ArchRule awsSdkIsNamedInItsAdapterOnly() {
        return onlyIn(List.of("storage.s3"), "software.amazon..");
    }

    static ArchRule postgresDriverIsNamedInItsAdapterOnly() {
        return onlyIn(List.of("jdbc.postgresql"), "org.postgresql..");
    }

    static ArchRule liquibaseIsNamedByTheCatalogOnly() {
        return onlyIn(List.of("jpa"), "liquibase..");
    }

    private static ArchRule onlyIn(List<String> names, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packagesOf(names))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .as(String.join(", ", libraries) + " in " + String.join(", ", names) + " only");
    }

    static ArchRule vendorsAreNamedByEjbOnly(String vendor) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packageOf(vendor), packageOf("ejb"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packageOf(vendor))
                .as("Classes of " + vendor + " are named by ejb only");
    }

    /** Whatever it goes through: a reader of snapshots that could write would be found too. */
    static ArchRule previewsCannotWriteObjects() {
        return noClasses()
                .that()
                .resideInAnyPackage(packageOf("timeline"), packageOf("plan"))
                .should()
                .transitivelyDependOnClassesThat(assignableTo(ObjectStore.class).or(assignableTo(ObjectSink.class)))
                .because("they are given an ObjectReader: a preview cannot write");
    }

    static ArchRule typesOfTheModelAreClosed() {
        return classes()
                .that()
                .resideInAPackage(packageOf("model"))
                .and()
                .areNotAnonymousClasses()
                .should(beClosed());
    }

    private static ArchCondition<JavaClass> beClosed() {
        return condition(
                "be a record, an enum, an interface or final",
                type -> type.isRecord()
                        || type.isEnum()
                        || type.isInterface()
                        || type.getModifiers().contains(JavaModifier.FINAL));
    }

    static ArchRule valuesOfTheModelDoNotChange() {
        return classes()
                .that()
                .resideInAPackage(packageOf("model"))
                .should(condition("have final fields only", type -> type.getFields().stream()
                        .allMatch(field -> field.getModifiers().contains(JavaModifier.FINAL))));
    }

    /** An interface whose cases stand inside it as records is a closed set. */
    static ArchRule closedSetsAreSealedAndMatched() {
        return classes()
                .that(DescribedPredicate.describe("hold their cases as records", Rules::holdsItsCases))
                .should(condition("be sealed", type -> type.reflect().isSealed()))
                .andShould(condition("have a method match", type -> type.getMethods().stream()
                        .anyMatch(method -> method.getName().equals("match"))));
    }

    private static boolean holdsItsCases(JavaClass type) {
        return type.isInterface()
                && type.getSubclasses().stream()
                        .anyMatch(sub -> sub.isRecord()
                                && sub.getEnclosingClass().filter(type::equals).isPresent());
    }

    static ArchRule entitiesStayInJpa() {
        return classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .or()
                .areAnnotatedWith(Embeddable.class)
                .or()
                .areAnnotatedWith(MappedSuperclass.class)
                .should()
                .resideInAPackage(packageOf("jpa"))
                .andShould()
                .bePackagePrivate()
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> condition(String description, Predicate<JavaClass> holds) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        type, holds.test(type), type.getDescription() + " should " + description));
            }
        };
    }
}
