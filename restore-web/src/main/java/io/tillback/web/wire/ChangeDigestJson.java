package io.tillback.web.wire;

import io.tillback.journal.FoundChanges;
import io.tillback.journal.TableDigest;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What has changed, by table, column and value. */
@Schema(
        name = "ChangeDigest",
        requiredProperties = {"tables", "searched"})
public record ChangeDigestJson(
        @Schema(description = "A table that was built otherwise meanwhile is there for each of its forms.")
        List<TableDigestJson> tables,

        @Schema SearchedJson searched) {
    public static ChangeDigestJson of(FoundChanges.Digest digest) {
        return new ChangeDigestJson(
                digest.tables().stream().map(TableDigestJson::of).toList(), SearchedJson.of(digest.searched()));
    }

    /** What has changed in a table; each row counts once. */
    @Schema(
            name = "TableDigest",
            requiredProperties = {"schema", "table", "entered", "changed", "gone", "columns"})
    public record TableDigestJson(
            @Schema String schema,
            @Schema String table,

            @Schema(description = "Rows that came, or took another key.")
            long entered,

            @Schema(description = "Rows that were there before and after.")
            long changed,

            @Schema(description = "Rows that went, or took another key.")
            long gone,

            @Schema List<ColumnDigestJson> columns) {
        static TableDigestJson of(TableDigest digest) {
            return new TableDigestJson(
                    digest.table().schema(),
                    digest.table().name(),
                    digest.entered(),
                    digest.changed(),
                    digest.gone(),
                    digest.columns().stream().map(ColumnDigestJson::of).toList());
        }
    }

    /** What has changed in a column. */
    @Schema(
            name = "ColumnDigest",
            requiredProperties = {"column", "rows", "values"})
    public record ColumnDigestJson(
            @Schema String column,

            @Schema(description = "How many rows changed in it.")
            long rows,

            @Schema(description = "From which value to which, the most frequent first; at most five.")
            List<PairJson> values) {
        static ColumnDigestJson of(TableDigest.ChangedColumn column) {
            return new ColumnDigestJson(
                    column.column().value(),
                    column.rows(),
                    column.pairs().stream().map(PairJson::of).toList());
        }
    }

    /** From a value to another. */
    @Schema(
            name = "ValuePair",
            description =
                    "As the database prints them; long values are cut to 200 characters and end with an ellipsis.",
            requiredProperties = {"rows"})
    public record PairJson(
            @Schema(description = "Absent for null.") @Nullable
            String before,

            @Schema(description = "Absent for null.") @Nullable
            String after,

            @Schema long rows) {
        static PairJson of(TableDigest.Pair pair) {
            return new PairJson(pair.before().orElse(null), pair.after().orElse(null), pair.rows());
        }
    }
}
