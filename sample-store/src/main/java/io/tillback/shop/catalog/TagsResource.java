package io.tillback.shop.catalog;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Tags, and what carries them. */
@Path("tags")
@Produces(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // The container sets the field.
public class TagsResource {

    @Inject
    private Tags tags;

    /** Returns one tag. */
    @GET
    @Path("{code}")
    public TagUse tag(@PathParam("code") String code) {
        return tags.use(code);
    }
}
