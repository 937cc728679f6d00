package io.tillback.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(schema = "tillback", name = "plan")
class PlanEntity {
    @Id
    String id;

    String principal;

    @Column(name = "created_at")
    Instant createdAt;

    String state;

    /** The plan's summary as JSON; its state is the column above. */
    String summary;

    /** The plan as JSON. */
    String body;
}
