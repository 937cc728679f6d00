package io.tillback.web.faces;

import jakarta.faces.context.FacesContext;

/** Where a job's end leads to. */
final class Pages {
    private Pages() {}

    static void goToPlan(String id) {
        go("/plan?faces-redirect=true&id=" + id);
    }

    static void goToRestore(String id) {
        go("/restored?faces-redirect=true&id=" + id);
    }

    private static void go(String outcome) {
        FacesContext faces = FacesContext.getCurrentInstance();
        faces.getApplication().getNavigationHandler().handleNavigation(faces, null, outcome);
    }
}
