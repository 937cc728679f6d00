package io.tillback.ejb;

import io.tillback.notice.SellerNotice;
import io.tillback.notice.SellerNotice.OwnRows;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Notices to sellers, for mail: their own figures, and no row.
 *
 * @param store which store it is about
 * @param console for the link; without it there is none
 */
record SellerTexts(String store, Optional<URI> console) {
    Mailer.Letter letter(SellerNotice notice) {
        return new Mailer.Letter(notice.id(), "[" + store + "] " + headline(notice), notice.at(), text(notice));
    }

    private static String headline(SellerNotice notice) {
        return counted(notice.written(), "row")
                + " of yours "
                + (notice.written() == 1 ? "was " : "were ")
                + (notice.takesBack().isPresent() ? "put as before an earlier restore" : "restored");
    }

    private String text(SellerNotice notice) {
        StringBuilder text = new StringBuilder(headline(notice))
                .append(", at ")
                .append(notice.at())
                .append(", to how ")
                .append(notice.written() == 1 ? "it was" : "they were")
                .append(" at ")
                .append(notice.targetAt())
                .append(".\n\n");
        notice.tables().forEach(own -> text.append("  ").append(line(own)).append('\n'));
        if (notice.lost() > 0) {
            text.append('\n')
                    .append(counted(notice.lost(), "change"))
                    .append(" of yours made since then could not be kept.\n");
        }
        text.append("\nWhat you can still do: ").append(notice.advice()).append('\n');
        console.ifPresent(base -> text.append("\nYour rows, before and after: ")
                .append(base.resolve("notices.xhtml"))
                .append('\n'));
        return text.toString();
    }

    private static String line(OwnRows own) {
        StringJoiner figures = new StringJoiner(", ", own.table().name() + ": ", "");
        List.of(
                        figure(own.created(), "came back"),
                        figure(own.changed(), "set back"),
                        figure(own.removed(), "removed"),
                        figure(own.kept(), "left as they are"))
                .forEach(some -> some.ifPresent(figures::add));
        return figures.toString();
    }

    private static Optional<String> figure(long rows, String what) {
        return rows == 0 ? Optional.empty() : Optional.of(rows + " " + what);
    }

    private static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
