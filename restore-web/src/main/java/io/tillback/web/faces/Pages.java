package io.tillback.web.faces;

import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Where a job's end, or an ended session, leads to. */
final class Pages {
    private Pages() {}

    static void goToPlan(String id) {
        go("/plan?faces-redirect=true&id=" + id);
    }

    static void goToRestore(String id) {
        go("/restored?faces-redirect=true&id=" + id);
    }

    /** A page's address with parameters, none of which is empty. */
    static String address(String page, Map<String, String> parameters) {
        return FacesContext.getCurrentInstance().getExternalContext().getRequestContextPath()
                + page
                + parameters.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "?", ""));
    }

    /** Loads the page anew that the request came from: a form is posted without its page's parameters. */
    static void reopen(FacesContext faces) throws IOException {
        ExternalContext external = faces.getExternalContext();
        external.redirect(reopened(external));
        faces.responseComplete();
    }

    /** Within this application only: a referrer is whatever a client says it is. */
    private static String reopened(ExternalContext external) {
        String context = external.getRequestContextPath();
        String referrer = external.getRequestHeaderMap().getOrDefault("Referer", "");
        int start = referrer.indexOf(context + "/");
        return start < 0 || referrer.contains("/login.xhtml") ? context + "/index.xhtml" : referrer.substring(start);
    }

    private static void go(String outcome) {
        FacesContext faces = FacesContext.getCurrentInstance();
        faces.getApplication().getNavigationHandler().handleNavigation(faces, null, outcome);
    }
}
