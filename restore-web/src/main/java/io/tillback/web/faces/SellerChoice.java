package io.tillback.web.faces;

import io.tillback.apply.Parts;
import io.tillback.model.Part;
import io.tillback.model.Part.Unowned;
import io.tillback.plan.SellerRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** For whom a plan is applied now: for everybody that is left, or for some sellers only. */
public final class SellerChoice implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String NOBODY = "nobody";
    private static final String SELLER = "seller ";

    /** Everything that is left of the plan, or the rows of some sellers. */
    public enum Extent {
        ALL,
        SOME
    }

    private Extent extent = Extent.ALL;
    private List<String> chosen = new ArrayList<>();
    private String others = "";

    Part toPart(Parts before) {
        if (extent == Extent.ALL) {
            return before.applied().isEmpty() ? new Part.Whole() : before.rest();
        }
        return new Part.OfSellers(sellers(), chosen.contains(NOBODY) ? Unowned.INCLUDED : Unowned.LEFT);
    }

    /** Those ticked, then those typed. */
    private List<String> sellers() {
        Stream<String> ticked = chosen.stream()
                .filter(value -> value.startsWith(SELLER))
                .map(value -> value.substring(SELLER.length()));
        Stream<String> typed = others.lines().map(String::strip).filter(line -> !line.isEmpty());
        return Stream.concat(ticked, typed).distinct().toList();
    }

    boolean includes(Optional<String> seller) {
        return extent == Extent.ALL
                || seller.map(name -> sellers().contains(name)).orElseGet(() -> chosen.contains(NOBODY));
    }

    /** A seller as the list of ticks carries it: any text may be a seller's name. */
    public String value(SellerRows rows) {
        return rows.seller().map(name -> SELLER + name).orElse(NOBODY);
    }

    public boolean isSome() {
        return extent == Extent.SOME;
    }

    /** Nobody is chosen yet. */
    public boolean isOpen() {
        return isSome() && chosen.isEmpty() && others.isBlank();
    }

    public Extent getExtent() {
        return extent;
    }

    public void setExtent(Extent extent) {
        this.extent = extent;
    }

    public List<String> getChosen() {
        return chosen;
    }

    public void setChosen(List<String> chosen) {
        this.chosen = chosen;
    }

    public String getOthers() {
        return others;
    }

    public void setOthers(String others) {
        this.others = others;
    }
}
