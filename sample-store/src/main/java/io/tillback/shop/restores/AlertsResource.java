package io.tillback.shop.restores;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What the store heard of alerts. */
@Path("alerts")
@Produces(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class AlertsResource {

    @Inject
    private HeardAlerts heard;

    /** Returns the last few alerts since the store started. */
    @GET
    public HeardAlerts.Report alerts() {
        return heard.report();
    }
}
