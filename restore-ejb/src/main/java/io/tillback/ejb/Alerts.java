package io.tillback.ejb;

import io.tillback.notice.AlertBook;
import jakarta.ejb.Local;
import java.util.List;

/** What operators are told of without asking. */
@Local
public interface Alerts {
    /** Open ones first, then the newest first, with what became of telling them. */
    List<AlertBook.Entry> list(int limit);

    /** The channels that fail at present. */
    List<AlertBook.FailingChannel> listFailing();

    /**
     * Notes that the caller has seen an alert; who was first stays.
     *
     * @throws io.tillback.fault.RestoreException ALERT_UNKNOWN
     */
    AlertBook.Entry acknowledge(long number);
}
