package io.tillback.shop.maintenance;

import static io.tillback.shop.web.Refusal.required;

import io.tillback.shop.catalog.UnreleasedPath;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What operators run; three of these do damage. */
@Path("maintenance")
@Produces(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // The container sets the fields.
public class MaintenanceResource {

    @Inject
    private Fill fill;

    @Inject
    private RenameFilesScript renameFiles;

    @Inject
    private MergeTagsScript mergeTags;

    @Inject
    private UnreleasedPath unreleased;

    @Inject
    private Clock clock;

    /** How long the fill took. */
    public record Filled(long sellers, long products, long orders, long seed, long tookMillis) {}

    /** The rows that a script says it has changed. */
    public record Changed(int rows) {}

    /** Two tags by code. */
    public record TagMerge(@Nullable String from, @Nullable String into) {}

    /** Fills the empty store. */
    @POST
    @Path("fill")
    @Consumes(MediaType.APPLICATION_JSON)
    public Filled fill(@Nullable FillSize given) throws SQLException {
        FillSize size = required(given, "its body");
        Instant started = clock.instant();
        fill.run(size);
        long took = Duration.between(started, clock.instant()).toMillis();
        return new Filled(size.sellerCount(), size.productCount(), size.orderCount(), size.seedNumber(), took);
    }

    /** Runs the script of incident 1. */
    @POST
    @Path("rename-files")
    public Changed renameFiles() {
        return new Changed(renameFiles.run());
    }

    /** Deploys what incident 2 deployed too early. */
    @POST
    @Path("unreleased-path")
    public void deployUnreleasedPath() {
        unreleased.deploy();
    }

    /** Takes it out again. */
    @DELETE
    @Path("unreleased-path")
    public void removeUnreleasedPath() {
        unreleased.remove();
    }

    /** Runs the script of incident 3. */
    @POST
    @Path("merge-tags")
    @Consumes(MediaType.APPLICATION_JSON)
    public MergeTagsScript.Merged mergeTags(@Nullable TagMerge given) {
        TagMerge merge = required(given, "its body");
        return mergeTags.run(required(merge.from(), "from"), required(merge.into(), "into"));
    }
}
