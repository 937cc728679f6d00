package io.tillback.web.faces;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Job;
import io.tillback.shipment.Recall;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was brought back into the journal, and the form that brings more. */
@Named
@ViewScoped
public class RecallsView implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final List<Duration> USUAL =
            List.of(Duration.ofHours(12), Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(7));
    private static final int RECENT_JOBS = 50;

    @Inject
    private Engine engine;

    private final JobWatch watch = new JobWatch();
    private String from = "";
    private long hours = USUAL.get(1).toHours();
    private transient @Nullable List<Recall> recalls;
    private transient @Nullable List<Job> running;

    /** Also what the page's poll does. */
    public void load() {
        watch.look(engine.jobs());
        recalls = engine.recalls().list();
        running = engine.jobs().list(RECENT_JOBS).stream()
                .filter(job -> job.kind() == Job.Kind.RECALL && !job.state().isOver())
                .toList();
    }

    public List<Recall> recalls() {
        if (recalls == null) {
            load();
        }
        return recalls == null ? List.of() : recalls;
    }

    public List<Duration> times() {
        return USUAL;
    }

    public String label(Duration time) {
        return time.toHours() < 24 ? time.toHours() + " hours" : time.toDays() == 1 ? "a day" : time.toDays() + " days";
    }

    public void recall() {
        Instant instant = TypedInstant.find(from)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.REQUEST_INVALID,
                        "Cannot bring records back: no instant is given",
                        "Write in UTC since when, as 2026-03-01 12:00."));
        watch.follow(engine.recalls().recall(instant, Duration.ofHours(hours), watch.key()));
        load();
    }

    public void end(long number) {
        engine.recalls().end(number);
        load();
    }

    /** Jobs at work, and the one this page began until another begins. */
    public List<Job> jobs() {
        List<Job> shown = new ArrayList<>(running == null ? List.of() : running);
        Optional<Job> own = watch.job(engine.jobs());
        own.filter(job -> shown.stream().noneMatch(other -> other.id().equals(job.id())))
                .ifPresent(shown::add);
        return shown;
    }

    /** Of its own job the page may know the end later than of all others. */
    public boolean isBusy() {
        return watch.isActive() || (running != null && !running.isEmpty());
    }

    /** In UTC, as {@code 2026-03-01 12:00}. */
    public String getFrom() {
        return from;
    }

    public void setFrom(String from) {
        this.from = from;
    }

    public long getHours() {
        return hours;
    }

    public void setHours(long hours) {
        this.hours = hours;
    }
}
