package io.tillback.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    /** They take a body, and begin nothing. */
    private static final Set<String> READING = Set.of(
            "approve",
            "findKey",
            "loadLife",
            "findNewest",
            "findTransactions",
            "loadChangedRows",
            "countChanges",
            "digestChanges");

    static Stream<Method> operations() {
        return Stream.of(
                        StoreResource.class,
                        SnapshotsResource.class,
                        RowsResource.class,
                        PlansResource.class,
                        ApprovalsResource.class,
                        RestoresResource.class,
                        MyNoticesResource.class,
                        JobsResource.class,
                        AlertsResource.class,
                        FreezesResource.class,
                        ChangesResource.class,
                        ReleasesResource.class,
                        ProblemsResource.class)
                .flatMap(resource -> Arrays.stream(resource.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(GET.class)
                        || method.isAnnotationPresent(POST.class)
                        || method.isAnnotationPresent(DELETE.class));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void every_operation_says_who_may_use_it_and_what_it_does(Method operation) {
        assertThat(operation.isAnnotationPresent(RolesAllowed.class))
                .isNotEqualTo(operation.isAnnotationPresent(PermitAll.class));
        assertThat(operation.getAnnotation(Operation.class)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void only_a_post_consumes_because_others_would_be_refused_after_a_form_login(Method operation) {
        assertThat(operation.isAnnotationPresent(Consumes.class) && !operation.isAnnotationPresent(POST.class))
                .isFalse();
    }

    @Test
    void auditors_and_sellers_begin_nothing() {
        assertThat(operations()
                        .filter(operation ->
                                !operation.isAnnotationPresent(GET.class) && !READING.contains(operation.getName())))
                .isNotEmpty()
                .allSatisfy(operation -> assertThat(RolesGate.rolesOf(operation))
                        .doesNotContain("tillback-auditor", "tillback-seller", "tillback-approver"));
    }

    @Test
    void sellers_read_their_notices_and_nothing_else_and_nobody_else_does() {
        assertThat(operations().filter(operation -> RolesGate.rolesOf(operation).contains("tillback-seller")))
                .isNotEmpty()
                .allSatisfy(operation -> {
                    assertThat(operation.getDeclaringClass()).isEqualTo(MyNoticesResource.class);
                    assertThat(RolesGate.rolesOf(operation)).containsExactly("tillback-seller");
                })
                .hasSize(MyNoticesResource.class.getDeclaredMethods().length);
    }

    @Test
    void approvers_approve_and_nobody_else_does() {
        assertThat(operations().filter(operation -> operation.getName().equals("approve")))
                .singleElement()
                .satisfies(approve -> assertThat(RolesGate.rolesOf(approve)).containsExactly("tillback-approver"));
    }

    @Test
    void credentials_are_read_in_utf_8_and_split_at_the_first_colon() {
        assertThat(Credentials.parse("basic " + base64("jürgen:pä:ss"))).contains(new Credentials("jürgen", "pä:ss"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic %%%", "Bearer abc", "Basic b25seXVzZXI=", "Basic OnB3"})
    void what_is_no_user_and_password_is_none(String header) {
        assertThat(Credentials.parse(header)).isEmpty();
    }

    @Test
    void credentials_do_not_print_the_password() {
        assertThat(new Credentials("olga", "secret").toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, cross-site,  ,                     localhost:9080, true",
        "POST, same-site,   ,                     localhost:9080, true",
        "DELETE, cross-site, ,                    localhost:9080, true",
        "POST, same-origin, ,                     localhost:9080, false",
        "POST, none,        ,                     localhost:9080, false",
        "POST,            , ,                     localhost:9080, false",
        "POST,            , http://localhost:9080, LocalHost:9080, false",
        "POST,            , http://evil.example,  localhost:9080, true",
        "POST,            , null,                 localhost:9080, true",
        "POST,            , http://localhost:9080, ,             true",
        "GET,  cross-site, http://evil.example,   localhost:9080, false"
    })
    void what_a_page_of_another_site_sends_is_told_apart(
            String method, @Nullable String site, @Nullable String origin, @Nullable String host, boolean foreign) {
        assertThat(Origins.isForeign(method, site, origin, host)).isEqualTo(foreign);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
