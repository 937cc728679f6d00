package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.image;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.Column;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** When a live row {@code l} and a staged row {@code s} are not the same: null is equal to null, whatever the type. */
final class Differences {
    private Differences() {}

    /** Rows on one side only, and rows whose bytes differ. */
    static String of(Table table, List<Column> columns) {
        Identity identity = Identity.of(table);
        Map<Boolean, List<Column>> byForms =
                columns.stream().collect(Collectors.partitioningBy(Differences::hasSeveralForms));
        String differs = identity.absent("l") + " OR " + identity.absent("s") + " OR "
                + imageDiffers(byForms.getOrDefault(false, List.of()));
        List<Column> inSeveralForms = byForms.getOrDefault(true, List.of());
        return inSeveralForms.isEmpty()
                ? differs
                : differs + " OR (" + imageDiffers(inSeveralForms) + " AND " + image(inSeveralForms, "l") + "::text <> "
                        + image(inSeveralForms, "s") + "::text)";
    }

    private static String imageDiffers(List<Column> columns) {
        return "record_image_ne(" + image(columns, "l") + ", " + image(columns, "s") + ")";
    }

    /**
     * An array keeps room for nulls that it held once, a composite value lacks the fields that its type has got since: such
     * values have other bytes than the same values read from a snapshot.
     */
    private static boolean hasSeveralForms(Column column) {
        String type = column.values().type();
        return type.endsWith("[]") || type.contains("\"") || type.contains(".");
    }
}
