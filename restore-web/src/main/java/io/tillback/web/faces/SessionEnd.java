package io.tillback.web.faces;

import jakarta.faces.FacesException;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.PhaseEvent;
import jakarta.faces.event.PhaseId;
import jakarta.faces.event.PhaseListener;
import java.io.IOException;

/**
 * Leads an open page to the login when its session is over.
 *
 * <p>The container answers such a page's script with the login page, which a script cannot show; the request is then for
 * a part of a page but not from an open one. Named in {@code faces-config.xml}.
 */
public final class SessionEnd implements PhaseListener {
    private static final long serialVersionUID = 1L;

    @Override
    public PhaseId getPhaseId() {
        return PhaseId.RESTORE_VIEW;
    }

    @Override
    public void beforePhase(PhaseEvent event) {}

    @Override
    public void afterPhase(PhaseEvent event) {
        FacesContext faces = event.getFacesContext();
        if (faces.isPostback() || !faces.getPartialViewContext().isAjaxRequest() || faces.getResponseComplete()) {
            return;
        }
        try {
            Pages.reopen(faces);
        } catch (IOException e) {
            throw new FacesException(e);
        }
    }
}
