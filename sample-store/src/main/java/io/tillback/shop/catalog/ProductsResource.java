package io.tillback.shop.catalog;

import io.tillback.shop.web.Refusal;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Products, for buyers; and their file names, for sellers. */
@Path("products")
@Produces(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class ProductsResource {

    private static final int MOST = 500;

    @Inject
    private Shelf shelf;

    /** What a seller sends to correct a file name by hand. */
    public record NewFileName(@Nullable String fileName) {}

    /** Returns the first products, by id. */
    @GET
    public List<ProductPage> products(
            @QueryParam("limit") @DefaultValue("20") int limit, @QueryParam("seller") @Nullable Long seller) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.badRequest("Cannot list " + limit + " products: limit is from 1 to " + MOST);
        }
        return shelf.pages(limit, seller);
    }

    /** Returns one product. */
    @GET
    @Path("{id}")
    public ProductPage product(@PathParam("id") long id) {
        return shelf.page(id);
    }

    /** Changes the file name of one product. */
    @PUT
    @Path("{id}/file-name")
    @Consumes(MediaType.APPLICATION_JSON)
    public ProductPage rename(@PathParam("id") long id, @Nullable NewFileName edit) {
        return shelf.rename(
                id, Refusal.required(Refusal.required(edit, "its body").fileName(), "fileName"));
    }
}
