package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jpa.Catalog;
import io.tillback.jpa.JobCatalog.Order;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.JobId;
import io.tillback.model.Progress;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs long work in the server's threads and keeps its record, so that it can be asked after from anywhere. */
@Singleton
@Startup
@DependsOn("EngineBean")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JobRunner {
    private static final Logger LOG = Logger.getLogger(JobRunner.class.getName());

    private final Map<JobId, Running> running = new ConcurrentHashMap<>();

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    /** The work itself, and what is to be written when it fails. */
    public interface Work {
        /** @param tools whatever waits for them is interrupted when the job is cancelled */
        void run(Workbench tools, Progress progress);

        /** Clears up, with tools of its own: those of the work are of no more use after it was cancelled. */
        void failed(RestoreException failure);
    }

    private record Running(JobProgress progress, JobTools tools, AtomicBoolean interrupting) {
        /** An interruption may itself wait for a network that is gone; the beat of the others must not. */
        void interrupt(Consumer<Runnable> aside) {
            if (interrupting.compareAndSet(false, true)) {
                aside.accept(() -> {
                    try {
                        tools.interrupt();
                    } finally {
                        interrupting.set(false);
                    }
                });
            }
        }
    }

    /**
     * Names a new job.
     *
     * @param request identifies what was asked for
     * @param result the name of what the job will make
     */
    public Order order(String principal, Job.Kind kind, IdempotencyKey key, String request, String result) {
        return new Order(new JobId(engine.ids().next()), kind, principal, key, request, result);
    }

    /** The job that the same principal began with the same key. */
    public Optional<Job> findEarlier(Order order) {
        return catalog.ask(records -> records.jobs().findEarlier(order));
    }

    /** Begins a job that needs nothing recorded beside it. */
    public Job submit(Order order, Work work) {
        return submit(order, records -> {}, work);
    }

    /**
     * Records a job and begins it; the same principal with the same key gets the job it began before.
     *
     * @param prepare runs in the transaction that records the job: what must exist before the work begins
     */
    public Job submit(Order order, Consumer<Catalog> prepare, Work work) {
        Optional<Job> earlier = findEarlier(order);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Job job = create(order, prepare);
        if (!job.id().equals(order.id())) {
            return job;
        }
        JobProgress progress = new JobProgress(job.id());
        Running begun = new Running(progress, engine.toolsFor(progress), new AtomicBoolean());
        running.put(job.id(), begun);
        try {
            engine.executor().execute(() -> run(job.id(), begun, work));
        } catch (RejectedExecutionException e) {
            // Without signs of life it is settled, here or elsewhere.
            running.remove(job.id());
            begun.tools().close();
            throw e;
        }
        return job;
    }

    /** Two requests with one key may arrive at once: the second waits, and finds what the first wrote. */
    private Job create(Order order, Consumer<Catalog> prepare) {
        return catalog.ask(records -> {
            records.jobs().lockKey(order);
            Optional<Job> earlier = records.jobs().findEarlier(order);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            Job job = records.jobs().create(order, engine.clock().instant());
            prepare.accept(records);
            return job;
        });
    }

    private void run(JobId id, Running begun, Work work) {
        try (JobTools tools = begun.tools()) {
            if (succeeds(id, begun, work, tools)) {
                begun.progress().flush(catalog);
                catalog.tell(records -> records.jobs().finish(id, engine.clock().instant()));
            }
        } catch (RuntimeException e) {
            // Somebody else settles it, or has: it gives no more signs of life.
            LOG.log(Level.WARNING, e, () -> "Could not record how job " + id + " ended");
        } finally {
            running.remove(id);
        }
    }

    private boolean succeeds(JobId id, Running begun, Work work, JobTools tools) {
        try {
            catalog.tell(records -> records.jobs().start(id, engine.clock().instant()));
            work.run(tools.bench(), begun.progress());
            return true;
        } catch (RestoreException e) {
            fail(id, work, begun.progress().explain(e));
        } catch (RuntimeException | Error e) {
            RestoreException failure = begun.progress()
                    .explain(new RestoreException(
                            ErrorCode.INTERNAL,
                            "Cannot finish job " + id + ": " + e,
                            "The server's log has the details; report them with the log.",
                            e));
            if (failure.code() == ErrorCode.INTERNAL) {
                LOG.log(Level.SEVERE, e, () -> "Job " + id + " failed");
            }
            fail(id, work, failure);
        }
        return false;
    }

    private void fail(JobId id, Work work, RestoreException failure) {
        try {
            work.failed(failure);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "Could not clear up after job " + id + ", which failed: " + failure.fact());
        }
        catalog.tell(records -> records.jobs()
                .fail(
                        id,
                        new Job.Failure(failure.code(), failure.fact(), failure.hint()),
                        engine.clock().instant()));
    }

    /** Also the sign of life by which other servers know that these jobs still run. */
    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void beat() {
        running.forEach((id, begun) -> {
            engine.rounds()
                    .attempt("write how jobs get on", () -> begun.progress().flush(catalog));
            if (begun.progress().shallStop()) {
                begun.interrupt(engine.executor()::execute);
            }
        });
    }
}
