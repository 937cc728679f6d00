package io.tillback.web.faces;

import jakarta.faces.FacesException;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.component.UIViewRoot;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import jakarta.faces.event.ExceptionQueuedEventContext;
import jakarta.faces.event.PhaseId;
import jakarta.faces.view.ViewDeclarationLanguage;
import java.io.IOException;
import java.util.Iterator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Turns every failure into words: beside the form that caused it, or as a page of its own. Never a stack trace.
 *
 * <p>A page that was opened anew after its session ended is loaded again, which leads to the login.
 */
final class ProblemHandler extends ExceptionHandlerWrapper {
    private static final Logger LOG = Logger.getLogger(ProblemHandler.class.getName());
    private static final String PAGE = "/problem.xhtml";

    ProblemHandler(ExceptionHandler wrapped) {
        super(wrapped);
    }

    @Override
    public void handle() {
        for (Iterator<ExceptionQueuedEvent> events =
                        getUnhandledExceptionQueuedEvents().iterator();
                events.hasNext(); ) {
            ExceptionQueuedEventContext queued =
                    (ExceptionQueuedEventContext) events.next().getSource();
            events.remove();
            answer(queued);
        }
        getWrapped().handle();
    }

    private static void answer(ExceptionQueuedEventContext queued) {
        FacesContext faces = queued.getContext();
        Problem problem = Problem.of(queued.getException());
        if (problem.kind() == Problem.Kind.UNEXPECTED) {
            LOG.log(Level.SEVERE, "A page of the console failed", queued.getException());
        }
        try {
            if (problem.kind() == Problem.Kind.EXPIRED) {
                Pages.reopen(faces);
                return;
            }
            if (isRendering(queued)) {
                renderInstead(faces, problem);
                return;
            }
            show(faces, problem);
        } catch (IOException e) {
            throw new FacesException(e);
        }
    }

    private static boolean isRendering(ExceptionQueuedEventContext queued) {
        return PhaseId.RENDER_RESPONSE.equals(queued.getPhaseId());
    }

    private static void show(FacesContext faces, Problem problem) {
        if (faces.isPostback()) {
            faces.addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, problem.message(), problem.hint()));
            faces.renderResponse();
            return;
        }
        faces.setViewRoot(problemPage(faces, problem));
        faces.renderResponse();
    }

    private static void renderInstead(FacesContext faces, Problem problem) throws IOException {
        ExternalContext external = faces.getExternalContext();
        if (external.isResponseCommitted() || faces.getPartialViewContext().isAjaxRequest()) {
            LOG.log(Level.WARNING, "The page was half sent when it failed: {0}", problem.message());
            external.setResponseStatus(500);
            faces.responseComplete();
            return;
        }
        external.responseReset();
        UIViewRoot page = problemPage(faces, problem);
        faces.setViewRoot(page);
        ViewDeclarationLanguage language =
                faces.getApplication().getViewHandler().getViewDeclarationLanguage(faces, PAGE);
        language.buildView(faces, page);
        language.renderView(faces, page);
        faces.responseComplete();
    }

    private static UIViewRoot problemPage(FacesContext faces, Problem problem) {
        faces.getExternalContext().getRequestMap().put("problem", problem);
        return faces.getApplication().getViewHandler().createView(faces, PAGE);
    }
}
