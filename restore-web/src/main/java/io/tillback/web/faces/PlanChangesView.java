package io.tillback.web.faces;

import io.tillback.model.ChangesBy;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.plan.ChangeGroup;
import io.tillback.plan.ConflictPage.Conflict;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** On the page of a plan: what it brings back, loses and keeps, by one thing that changes have in common. */
@Named
@ViewScoped
public class PlanChangesView implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 50;

    @Inject
    private Engine engine;

    private ChangesBy by = ChangesBy.TRANSACTION;
    private transient @Nullable List<ChangeGroup> groups;
    private transient @Nullable Map<Integer, List<Conflict>> conflicts;

    public void show(ChangesBy common) {
        by = common;
        groups = null;
    }

    public ChangesBy[] ways() {
        return ChangesBy.values();
    }

    /** As it stands in a column's head: "By seller". */
    public String heading(ChangesBy common) {
        return "By " + common.name().toLowerCase(Locale.ROOT);
    }

    /** As people read it. */
    public String name(ChangeGroup group) {
        String name = group.name().orElse("nobody told");
        return by == ChangesBy.MINUTE ? name.replace('T', ' ').replace("Z", " UTC") : name;
    }

    /** Where its rows are shown before and after; empty where the journal cannot tell which they are. */
    public String rows(Plan plan, ChangeGroup group) {
        return group.toCriteria(by, plan).map(ChangesForm::page).orElse("");
    }

    /** Most lost first, as many as are shown. */
    public List<ChangeGroup> groups(Plan plan) {
        return all(plan).stream().limit(SHOWN).toList();
    }

    public int hidden(Plan plan) {
        return Math.max(0, all(plan).size() - SHOWN);
    }

    /** What others have written over what the plan takes out of one of its tables, as much as is shown. */
    public List<Conflict> conflicts(Plan plan, TablePlan table) {
        if (conflicts == null) {
            conflicts = new HashMap<>();
        }
        return conflicts.computeIfAbsent(table.number(), number -> engine.restores()
                .loadConflicts(plan.id(), table.table(), 0, SHOWN)
                .conflicts());
    }

    public boolean isOverwriting(Plan plan) {
        return plan.request().policy().conflicts() == Conflicts.OVERWRITE;
    }

    private List<ChangeGroup> all(Plan plan) {
        if (groups == null) {
            groups = engine.restores().loadChanges(plan.id(), by);
        }
        return groups;
    }

    public ChangesBy getBy() {
        return by;
    }
}
