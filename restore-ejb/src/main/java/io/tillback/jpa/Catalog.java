package io.tillback.jpa;

import jakarta.persistence.EntityManager;

/** Everything the catalog holds, within the transaction of the entity manager it was made from. */
public record Catalog(
        SnapshotCatalog snapshots,
        PurgeCatalog purges,
        SlotCatalog slots,
        JobCatalog jobs,
        PlanCatalog plans,
        ApprovalCatalog approvals,
        RestoreCatalog restores) {
    public static Catalog of(EntityManager entities) {
        PlanCatalog plans = new PlanCatalog(entities);
        return new Catalog(
                new SnapshotCatalog(entities),
                new PurgeCatalog(entities),
                new SlotCatalog(entities),
                new JobCatalog(entities),
                plans,
                new ApprovalCatalog(entities, plans),
                new RestoreCatalog(entities));
    }
}
