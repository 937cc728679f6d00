package io.tillback.jdbc;

import io.tillback.dialect.SearchSql;
import io.tillback.dialect.SearchSql.Pieces;
import io.tillback.model.Stretch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The segments that a search has to look at. */
final class SegmentPieces {
    private final SearchSql sql;

    SegmentPieces(SearchSql sql) {
        this.sql = sql;
    }

    /** @param newest transaction with records in it; empty: it may be written to */
    private record Piece(int number, Optional<Long> newest, boolean isIndexed) {
        boolean reaches(OptionalLong above) {
            return above.isEmpty() || newest.isEmpty() || Long.compareUnsigned(newest.get(), above.getAsLong()) > 0;
        }
    }

    /** @param above all that is looked for is of transactions of greater numbers; empty: of any */
    Pieces find(Session session, Stretch stretch, OptionalLong above) {
        List<Piece> all = session
                .query(
                        sql.findPieces(stretch),
                        row -> new Piece(row.getInt(1), number(row.getString(2)), row.getBoolean(3)))
                .stream()
                .filter(piece -> piece.reaches(above))
                .toList();
        return new Pieces(
                all.stream().filter(Piece::isIndexed).map(Piece::number).toList(),
                all.stream()
                        .filter(piece -> !piece.isIndexed())
                        .map(Piece::number)
                        .toList());
    }

    static Optional<Long> number(@Nullable String text) {
        return Optional.ofNullable(text).map(Long::parseUnsignedLong);
    }
}
