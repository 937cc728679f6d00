package io.tillback.web.faces;

import static io.tillback.ejb.Role.ADMIN;
import static io.tillback.ejb.Role.APPROVER;
import static io.tillback.ejb.Role.AUDITOR;
import static io.tillback.ejb.Role.OPERATOR;
import static io.tillback.ejb.Role.SCHEDULER;
import static io.tillback.ejb.Role.SELLER;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.stream.Stream;

/** Who looks at the page, and which buttons that person is offered. The facades decide again. */
@Named
@RequestScoped
public class Viewer {
    @Inject
    private HttpServletRequest request;

    public String name() {
        return Optional.ofNullable(request.getRemoteUser()).orElse("");
    }

    public boolean isSignedIn() {
        return request.getRemoteUser() != null;
    }

    /** Sees what the store's own people see. */
    public boolean isStaff() {
        return isOneOf(ADMIN, OPERATOR, APPROVER, SCHEDULER, AUDITOR);
    }

    /** Sees own rows. */
    public boolean isSeller() {
        return isOneOf(SELLER);
    }

    /** The page to begin with. */
    public String home() {
        return isSeller() && !isStaff() ? "/notices.xhtml" : "/snapshots.xhtml";
    }

    public String goHome() {
        return home().replace(".xhtml", "?faces-redirect=true");
    }

    /** Plans, applies, takes back. */
    public boolean mayRestore() {
        return isOneOf(ADMIN, OPERATOR);
    }

    /** Agrees to plans of others. */
    public boolean mayApprove() {
        return isOneOf(APPROVER);
    }

    /** Takes and verifies snapshots. */
    public boolean mayTakeSnapshots() {
        return isOneOf(ADMIN, OPERATOR, SCHEDULER);
    }

    /** Sees what rows hold. */
    public boolean maySeeRows() {
        return isOneOf(ADMIN, OPERATOR, APPROVER, AUDITOR);
    }

    /** Asks jobs to stop. */
    public boolean mayCancel() {
        return mayTakeSnapshots();
    }

    public String signOut() throws ServletException {
        request.logout();
        request.getSession().invalidate();
        return "/index?faces-redirect=true";
    }

    private boolean isOneOf(String... roles) {
        return Stream.of(roles).anyMatch(request::isUserInRole);
    }
}
