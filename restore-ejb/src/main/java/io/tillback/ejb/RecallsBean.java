package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jpa.JobCatalog.Order;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.Progress;
import io.tillback.shipment.Recall;
import io.tillback.shipment.Recalled;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
public class RecallsBean implements Recalls {
    /** What a job of this kind makes is in one place. */
    private static final String RESULT = "journal";

    @Resource
    private SessionContext session;

    @EJB
    private EngineBean engine;

    @EJB
    private JobRunner jobs;

    @Override
    public List<Recall> list() {
        return engine.tools().recalls().list();
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    public Job recall(Instant from, Duration stays, IdempotencyKey key) {
        Instant now = engine.clock().instant();
        require(from.isBefore(now), "Cannot bring back what was recorded since " + from + ": that is to come");
        require(
                stays.compareTo(Duration.ZERO) > 0 && stays.compareTo(LONGEST) <= 0,
                "Cannot bring something back for " + stays + ": it takes more than nothing, and at most " + LONGEST);
        String caller = session.getCallerPrincipal().getName();
        Order order = jobs.order(caller, Job.Kind.RECALL, key, from + " " + stays, RESULT);
        return jobs.submit(order, new Bringing(from, now.plus(stays), caller));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new RestoreException(ErrorCode.REQUEST_INVALID, otherwise, "Choose another instant or time.");
        }
    }

    @Override
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    public void end(long number) {
        engine.tools().recalls().end(number);
    }

    /** Held before it is looked for: what is there still must not be dropped meanwhile. */
    private final class Bringing implements JobRunner.Work {
        private final Instant from;
        private final Instant until;
        private final String caller;
        private Optional<Recall> begun = Optional.empty();

        private Bringing(Instant from, Instant until, String caller) {
            this.from = from;
            this.until = until;
            this.caller = caller;
        }

        @Override
        public void run(Workbench tools, Progress progress) {
            Recall recall = tools.recalls().begin(from, until, caller);
            begun = Optional.of(recall);
            Recalled recalled = tools.recaller().recall(from, progress);
            tools.recalls().note(recall.number(), recalled.problems());
        }

        @Override
        public void failed(RestoreException failure) {
            begun.ifPresent(recall -> engine.tools().recalls().end(recall.number()));
        }
    }
}
