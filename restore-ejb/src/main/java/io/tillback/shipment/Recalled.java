package io.tillback.shipment;

import io.tillback.model.Moment;
import io.tillback.model.TableId;
import java.util.List;

/**
 * What became of a recall.
 *
 * @param tables what was brought back
 * @param problems why it does not reach as far as asked, or not for each table
 */
public record Recalled(List<Table> tables, List<String> problems) {
    /**
     * @param since from which moment on every change of the table can be told now
     * @param records how many were brought back
     */
    public record Table(TableId table, Moment since, long records) {}

    public Recalled {
        tables = List.copyOf(tables);
        problems = List.copyOf(problems);
    }
}
