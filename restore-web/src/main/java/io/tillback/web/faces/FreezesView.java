package io.tillback.web.faces;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.freeze.FreezeBook.Entry;
import io.tillback.model.FreezeId;
import io.tillback.model.FreezeRequest;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is and was frozen, and the form that freezes. */
@Named
@ViewScoped
public class FreezesView implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 200;
    private static final List<Duration> USUAL =
            List.of(Duration.ofMinutes(15), Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(12));

    @Inject
    private Engine engine;

    private String table = "";
    private String seller = "";
    private String reason = "";
    private long minutes = USUAL.get(1).toMinutes();
    private transient @Nullable List<Entry> entries;
    private transient @Nullable List<TableId> tables;

    public void load() {
        entries = engine.freezes().list(SHOWN);
    }

    public List<Entry> entries() {
        if (entries == null) {
            load();
        }
        return entries == null ? List.of() : entries;
    }

    public List<TableId> tables() {
        if (tables == null) {
            tables = engine.store().schema().tables().stream()
                    .map(TableShape::id)
                    .toList();
        }
        return tables;
    }

    public String key(TableId offered) {
        return OfferedTable.key(offered);
    }

    /** The usual ones that are allowed, and the longest. */
    public List<Duration> times() {
        Duration longest = engine.freezes().longest();
        return Stream.concat(USUAL.stream().filter(time -> time.compareTo(longest) < 0), Stream.of(longest))
                .toList();
    }

    public String label(Duration time) {
        return time.toMinutes() % 60 == 0 ? time.toHours() + " h" : time.toMinutes() + " min";
    }

    public void freeze() {
        TableId chosen = tables().stream()
                .filter(offered -> OfferedTable.key(offered).equals(table))
                .findFirst()
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.REQUEST_INVALID, "Cannot freeze a table: none is chosen", "Choose one."));
        engine.freezes()
                .freeze(new FreezeRequest(
                        chosen,
                        Optional.of(seller.strip()).filter(name -> !name.isEmpty()),
                        reason,
                        engine.freezes().now().plus(Duration.ofMinutes(minutes))));
        seller = "";
        reason = "";
        load();
    }

    public void lift(String id) {
        engine.freezes().lift(new FreezeId(id));
        load();
    }

    public String getTable() {
        return table;
    }

    public void setTable(String table) {
        this.table = table;
    }

    public String getSeller() {
        return seller;
    }

    public void setSeller(String seller) {
        this.seller = seller;
    }

    public String getReason() {
        return reason;
    }

    public void setReason(String reason) {
        this.reason = reason;
    }

    public long getMinutes() {
        return minutes;
    }

    public void setMinutes(long minutes) {
        this.minutes = minutes;
    }
}
