package io.tillback.web.rest;

/** What HTTP itself refuses, before the engine is asked. The names are stable like those of the engine's codes. */
enum Refusal {
    REQUEST_REFUSED(
            400,
            "The server refuses the request",
            "Cannot take the request: its path, parameters or headers are not valid",
            "Compare it with what /openapi says."),
    UNAUTHENTICATED(
            401,
            "Nobody is signed in",
            "Cannot sign in: the request has no valid user and password",
            "Send HTTP Basic credentials of a user in the server's registry; the console's session does not count here."),
    SESSION_SENT(
            400,
            "A session came along",
            "Cannot sign in: the request carries a session of the console beside its user and password",
            "Send it without cookies, for example from a private window."),
    CROSS_SITE(
            403,
            "Another site asked",
            "Cannot take the request: a page of another site sent it",
            "Send it from a program, or from a page of this server."),
    FORBIDDEN(
            403,
            "The user lacks the role",
            "Cannot do this: the user has none of the roles it needs",
            "Sign in as a user with one of Tillback's roles."),
    PATH_UNKNOWN(
            404,
            "No such path",
            "Cannot find anything at this path",
            "See /openapi for the paths and their parameters."),
    METHOD_NOT_ALLOWED(
            405,
            "No such method at this path",
            "Cannot do this: the path does not know the method",
            "Use a method that the Allow header names."),
    NOT_ACCEPTABLE(
            406, "JSON only", "Cannot answer in the form asked for", "Send 'Accept: application/json', or none."),
    BODY_TOO_LARGE(
            413,
            "The body is too large",
            "Cannot read the request: the body is larger than 16 MiB",
            "Name the rows by 'where' instead of 'keys', or make several plans."),
    MEDIA_TYPE_UNSUPPORTED(
            415,
            "JSON only",
            "Cannot read the request: it is not sent as JSON",
            "Send 'Content-Type: application/json'.");

    private final int status;
    private final String title;
    private final String detail;
    private final String hint;

    Refusal(int status, String title, String detail, String hint) {
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.hint = hint;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String detail() {
        return detail;
    }

    String hint() {
        return hint;
    }

    /** The refusal that a status set by the server stands for; others are told as REQUEST_REFUSED. */
    static Refusal of(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> PATH_UNKNOWN;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 413 -> BODY_TOO_LARGE;
            case 415 -> MEDIA_TYPE_UNSUPPORTED;
            default -> REQUEST_REFUSED;
        };
    }
}
