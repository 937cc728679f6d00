package io.tillback.shop.ordering;

import static io.tillback.shop.web.Refusal.required;

import io.tillback.shop.web.Refusal;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders, placed and read. */
@Path("orders")
@Produces(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // The container sets the fields.
public class OrdersResource {

    private static final int MOST = 100_000;

    @Inject
    private Cashier cashier;

    @Inject
    private Rush rush;

    /** How many orders to place, and what decides them; both may be left out. */
    public record Burst(@Nullable Integer count, @Nullable Long seed) {}

    /** Places one order. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response place(@Nullable Basket basket, @Context UriInfo uri) {
        Receipt receipt = cashier.place(List.of(required(basket, "its body"))).get(0);
        return Response.created(uri.getAbsolutePathBuilder()
                        .path(Long.toString(receipt.id()))
                        .build())
                .entity(receipt)
                .build();
    }

    /** Places many orders. */
    @POST
    @Path("burst")
    @Consumes(MediaType.APPLICATION_JSON)
    public Rush.Placed burst(@Nullable Burst given) {
        Burst burst = required(given, "its body");
        int count = burst.count() == null ? 100 : burst.count();
        if (count < 1 || count > MOST) {
            throw Refusal.badRequest("Cannot place " + count + " orders: count is from 1 to " + MOST);
        }
        return rush.place(count, burst.seed() == null ? 1 : burst.seed());
    }

    /** Returns one order. */
    @GET
    @Path("{id}")
    public Receipt order(@PathParam("id") long id) {
        return cashier.receipt(id);
    }
}
