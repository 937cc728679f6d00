package io.tillback.jpa;

import io.tillback.plan.Approval;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Written by {@link ApprovalCatalog} in one statement, which also decides who was first. */
@Entity
@Table(schema = "tillback", name = "approval")
@SuppressWarnings("UnusedVariable") // Queries read what no method does.
class ApprovalEntity {
    @Id
    private Long number;

    private String plan;

    private String approver;

    @Column(name = "gap_hash")
    private String gapHash;

    private String comment;

    @Column(name = "approved_at")
    private Instant approvedAt;

    Approval approval() {
        return new Approval(approver, gapHash, comment, approvedAt);
    }
}
