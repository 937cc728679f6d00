package io.tillback.web.faces;

import io.tillback.apply.Restore;
import io.tillback.plan.PlanSummary;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of restores, and of the plans that led or may lead to one. */
@Named
@ViewScoped
public class RestoresView implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Engine engine;

    private transient @Nullable List<Restore> restores;
    private transient @Nullable List<PlanSummary> plans;

    public void load() {
        restores = engine.restores().list();
        plans = engine.restores().listPlans();
    }

    public List<Restore> restores() {
        if (restores == null) {
            load();
        }
        return restores == null ? List.of() : restores;
    }

    /** Whether a restore wrote all of its plan. */
    public boolean isWhole(Restore restore) {
        return restore.part().match(() -> true, some -> false, rest -> false);
    }

    public List<PlanSummary> plans() {
        return plans == null ? List.of() : plans;
    }
}
