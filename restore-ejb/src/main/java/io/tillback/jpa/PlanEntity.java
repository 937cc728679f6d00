package io.tillback.jpa;

import io.tillback.model.Json;
import io.tillback.model.PlanId;
import io.tillback.plan.Alternatives;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanSummary;
import io.tillback.plan.PlanSummary.State;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@Entity
@Table(schema = "tillback", name = "plan")
@SuppressWarnings("UnusedVariable") // Queries read what no method does.
class PlanEntity {
    @Id
    private String id;

    @Column(name = "created_at")
    private Instant createdAt;

    private String state;

    /** The plan in whose place it was made. */
    @Nullable
    private String replaces;

    /** The plan's summary as JSON; its state is the column above. */
    private String summary;

    /** The plan as JSON. */
    private String body;

    /** What else could be restored, as JSON; null until it was looked for. */
    @Nullable
    private String alternatives;

    static PlanEntity made(Plan plan, PlanSummary summary, Instant now) {
        PlanEntity entity = new PlanEntity();
        entity.id = plan.id().value();
        entity.createdAt = now;
        entity.state = State.READY.name();
        entity.replaces = summary.replaces().map(PlanId::value).orElse(null);
        entity.summary = Json.write(summary);
        entity.body = Json.write(plan);
        return entity;
    }

    Plan plan() {
        return Json.read(body, Plan.class);
    }

    void add(Alternatives found) {
        alternatives = Json.write(found);
    }

    Optional<Alternatives> alternatives() {
        return Optional.ofNullable(alternatives).map(text -> Json.read(text, Alternatives.class));
    }

    void expire() {
        state = State.EXPIRED.name();
    }
}
