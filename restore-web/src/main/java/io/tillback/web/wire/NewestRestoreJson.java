package io.tillback.web.wire;

import io.tillback.notice.NewestRestore;
import io.tillback.notice.RestoredRows.TableRestore;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The newest committed restore that wrote a row, or a table. */
@Schema(
        name = "NewestRestore",
        requiredProperties = {"basis"})
public record NewestRestoreJson(
        @Schema(description = "Absent if there is none: no copy is older.") @Nullable
        String restore,

        @Schema(
                description = "By the database's clock; not before its commit. A copy that was read before must be read"
                        + " anew. Absent if there is none.")
        @Nullable
        Instant committedBy,

        @Schema(
                description = "The database's number of the transaction: a copy is as new if its pg_snapshot sees it.",
                example = "734122")
        @Nullable
        String transaction,

        @Schema(
                description =
                        "'row': it is known that this row was written, or that it was not. 'table': its table was written,"
                                + " perhaps this row too.",
                enumeration = {"row", "table"})
        String basis,

        @Schema @Nullable String href) {
    public static NewestRestoreJson of(NewestRestore newest, Links links) {
        return new NewestRestoreJson(
                newest.restore().map(restore -> restore.restore().value()).orElse(null),
                newest.restore().map(TableRestore::committedBy).orElse(null),
                newest.restore().map(TableRestore::transaction).orElse(null),
                Words.of(newest.basis()),
                newest.restore()
                        .map(restore -> links.restore(restore.restore()))
                        .orElse(null));
    }
}
