package io.tillback.hook;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.io.Serializable;

/** What a store keeps in its cache: books, which lead to their authors, and notes, which nothing leads to. */
@SuppressWarnings("NullAway.Init") // JPA sets the fields.
final class Library {

    private Library() {}

    /** Led to by books. */
    @Entity
    @Table(schema = "lib", name = "author")
    static class Author {
        @Id
        long id;

        String name;
    }

    /** Leads to its author. */
    @Entity
    @Table(schema = "lib", name = "book")
    static class Book {
        @Id
        long id;

        String title;

        @ManyToOne
        Author author;
    }

    /** Of two key columns. */
    @Entity
    @IdClass(NoteId.class)
    @Table(schema = "lib", name = "note")
    static class Note {
        @Id
        String shelf;

        @Id
        int nr;

        String text;
    }

    /** As JPA wants it. */
    @SuppressWarnings("serial")
    public static class NoteId implements Serializable {
        String shelf;
        int nr;

        public NoteId() {}

        NoteId(String shelf, int nr) {
            this.shelf = shelf;
            this.nr = nr;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof NoteId id && id.nr == nr && id.shelf.equals(shelf);
        }

        @Override
        public int hashCode() {
            return shelf.hashCode() + nr;
        }
    }
}
