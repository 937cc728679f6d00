package io.tillback.web.faces;

import io.tillback.plan.PathsToSellers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** How tables' rows lead to their sellers, and what their foreign keys propose. */
@Named
@RequestScoped
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class SellerPathsView {
    @Inject
    private Engine engine;

    private @Nullable PathsToSellers paths;

    /** Asked of the database once a request. */
    public PathsToSellers paths() {
        if (paths == null) {
            paths = engine.store().pathsToSellers();
        }
        return paths;
    }
}
