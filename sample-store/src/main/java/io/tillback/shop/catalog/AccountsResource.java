package io.tillback.shop.catalog;

import io.tillback.shop.web.Refusal;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Sellers' accounts, for those who work on them. */
@Path("sellers")
@Produces(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class AccountsResource {

    @Inject
    private Accounts accounts;

    /** What a seller sends to be paid otherwise. */
    public record NewPayoutType(@Nullable String payoutType) {}

    /** The number of a sign-in. */
    public record SignedIn(long id) {}

    /** Returns an account. */
    @GET
    @Path("{id}")
    public Account account(@PathParam("id") long id) {
        return accounts.account(id);
    }

    /** Changes how a seller is paid. */
    @PUT
    @Path("{id}/payout-type")
    @Consumes(MediaType.APPLICATION_JSON)
    public Account save(@PathParam("id") long id, @Nullable NewPayoutType edit) {
        return accounts.save(
                id, Refusal.required(Refusal.required(edit, "its body").payoutType(), "payoutType"));
    }

    /** Notes that whoever sent this came to work on the account. */
    @POST
    @Path("{id}/sign-ins")
    public SignedIn signIn(@PathParam("id") long id) {
        return new SignedIn(accounts.signIn(id));
    }
}
