package io.tillback.web.wire;

import io.tillback.model.SellerPath;
import io.tillback.plan.PathsToSellers;
import io.tillback.plan.PathsToSellers.Proposal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How tables' rows lead to the seller they belong to. */
@Schema(
        name = "SellerPaths",
        requiredProperties = {"configured", "problems", "proposed", "unreached", "properties"})
public record SellerPathsJson(
        @Schema(description = "As tillback.seller.paths has them.", example = "[\"shop.product(seller_id)\"]")
        List<String> configured,

        @Schema(description = "What is wrong with them now, each as a sentence.")
        List<String> problems,

        @Schema(description = "For protected tables without a path, from which foreign keys lead to a seller.")
        List<ProposedPathsJson> proposed,

        @Schema(description = "Protected tables without a path, from which none does; their rows belong to no seller.")
        List<TableJson> unreached,

        @Schema(
                description =
                        "Lines for a properties file: what is configured and, where there is one way only, what is proposed; other"
                                + " ways as comments.")
        String properties) {
    public static SellerPathsJson of(PathsToSellers paths) {
        return new SellerPathsJson(
                texts(paths.configured()),
                paths.problems(),
                paths.proposed().stream().map(ProposedPathsJson::of).toList(),
                paths.unreached().stream().map(TableJson::of).toList(),
                paths.asProperties());
    }

    private static List<String> texts(List<SellerPath> paths) {
        return paths.stream().map(SellerPath::text).toList();
    }

    /** The paths that a table could have. */
    @Schema(
            name = "ProposedSellerPaths",
            requiredProperties = {"table", "paths"})
    public record ProposedPathsJson(
            @Schema TableJson table,

            @Schema(
                    description =
                            "The shortest that foreign keys make; where there are several, choose one. At most 20.",
                    example = "[\"shop.order_line(order_id) -> shop.orders(seller_id)\"]")
            List<String> paths) {
        static ProposedPathsJson of(Proposal proposal) {
            return new ProposedPathsJson(TableJson.of(proposal.table()), texts(proposal.ways()));
        }
    }
}
