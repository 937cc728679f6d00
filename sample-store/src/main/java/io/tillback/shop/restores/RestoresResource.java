package io.tillback.shop.restores;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What the store heard of restores. */
@Path("restores")
@Produces(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class RestoresResource {

    @Inject
    private HeardRestores heard;

    /** Returns the number of deliveries since the store started, and the last few. */
    @GET
    public HeardRestores.Report restores() {
        return heard.report();
    }
}
