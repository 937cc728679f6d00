package io.tillback.shop.catalog;

import io.tillback.shop.web.Refusal;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Campaigns' rules, written by the console and read by the delivery. */
@Path("campaigns")
@Produces(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class CampaignsResource {

    @Inject
    private Campaigns campaigns;

    /** What the console sends; the field is where the rule is kept, TRIGGER if none is said. */
    public record NewTrigger(@Nullable String trigger, Campaigns.@Nullable Field field) {}

    /** Whom the delivery would deliver a campaign to. */
    public record Delivery(String trigger, String to) {}

    /** Writes the rule of a campaign. */
    @PUT
    @Path("{id}/trigger")
    @Consumes(MediaType.APPLICATION_JSON)
    public Delivery write(@PathParam("id") long id, @Nullable NewTrigger edit) {
        NewTrigger wanted = Refusal.required(edit, "its body");
        campaigns.write(
                id,
                wanted.field() == null ? Campaigns.Field.TRIGGER : wanted.field(),
                wanted.trigger() == null ? "" : wanted.trigger());
        return delivery(id);
    }

    /** Returns whom the delivery would deliver a campaign to now. */
    @GET
    @Path("{id}/delivery")
    public Delivery delivery(@PathParam("id") long id) {
        String trigger = campaigns.delivery(id).trigger();
        return new Delivery(trigger, trigger.isEmpty() ? "everyone" : "those who match");
    }
}
