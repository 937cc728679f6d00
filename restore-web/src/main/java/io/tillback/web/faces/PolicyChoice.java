package io.tillback.web.faces;

import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import java.io.Serializable;

/** The policy as four switches and two choices in plain words; begins as {@link RestorePolicy#bringBack}. */
public final class PolicyChoice implements Serializable {
    private static final long serialVersionUID = 1L;

    private boolean creatingMissing = true;
    private boolean bringingBackChanged = true;
    private boolean removingAdded;
    private boolean firingTriggers;
    private Dependents dependents = Dependents.LEAVE;
    private MissingReferences missingReferences = MissingReferences.REFUSE;
    private Conflicts conflicts = Conflicts.KEEP;

    RestorePolicy toPolicy() {
        return new RestorePolicy(
                creatingMissing ? RestorePolicy.MissingRows.CREATE : RestorePolicy.MissingRows.LEAVE,
                bringingBackChanged ? RestorePolicy.ChangedRows.BRING_BACK : RestorePolicy.ChangedRows.LEAVE,
                removingAdded ? RestorePolicy.AddedRows.REMOVE : RestorePolicy.AddedRows.LEAVE,
                firingTriggers ? RestorePolicy.StoreTriggers.FIRE : RestorePolicy.StoreTriggers.SUPPRESS,
                dependents,
                missingReferences,
                conflicts);
    }

    public Conflicts getConflicts() {
        return conflicts;
    }

    public void setConflicts(Conflicts conflicts) {
        this.conflicts = conflicts;
    }

    public Dependents getDependents() {
        return dependents;
    }

    public void setDependents(Dependents dependents) {
        this.dependents = dependents;
    }

    public MissingReferences getMissingReferences() {
        return missingReferences;
    }

    public void setMissingReferences(MissingReferences missingReferences) {
        this.missingReferences = missingReferences;
    }

    public boolean isCreatingMissing() {
        return creatingMissing;
    }

    public void setCreatingMissing(boolean creatingMissing) {
        this.creatingMissing = creatingMissing;
    }

    public boolean isBringingBackChanged() {
        return bringingBackChanged;
    }

    public void setBringingBackChanged(boolean bringingBackChanged) {
        this.bringingBackChanged = bringingBackChanged;
    }

    public boolean isRemovingAdded() {
        return removingAdded;
    }

    public void setRemovingAdded(boolean removingAdded) {
        this.removingAdded = removingAdded;
    }

    public boolean isFiringTriggers() {
        return firingTriggers;
    }

    public void setFiringTriggers(boolean firingTriggers) {
        this.firingTriggers = firingTriggers;
    }
}
