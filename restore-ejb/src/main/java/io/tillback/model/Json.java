package io.tillback.model;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON: for manifests, indexes and the catalog. Names are single strings, instants ISO-8601, absent values are
 * null, sealed values carry their kind. Properties that a reader does not know are ignored, so that a format can grow.
 */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // A record's components are its properties: what a method derives from them has no place in a format.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .addMixIn(ColumnName.class, Name.class)
            .addMixIn(SnapshotId.class, Name.class)
            .addMixIn(ShipmentId.class, Name.class)
            .addMixIn(PlanId.class, Name.class)
            .addMixIn(RestoreId.class, Name.class)
            .addMixIn(RestoreTarget.class, Kinds.class)
            .addMixIn(ColumnScope.class, Kinds.class)
            .addMixIn(RowScope.class, Kinds.class)
            .addMixIn(Part.class, Kinds.class)
            .addMixIn(Condition.class, Kinds.class)
            .addMixIn(AlertCause.class, Kinds.class)
            .registerSubtypes(
                    new NamedType(RestoreTarget.AtSnapshot.class, "snapshot"),
                    new NamedType(RestoreTarget.BeforeRestore.class, "before-restore"),
                    new NamedType(RestoreTarget.AtInstant.class, "instant"),
                    new NamedType(RestoreTarget.BeforeTransaction.class, "before-transaction"),
                    new NamedType(RestoreTarget.NewestHolding.class, "newest-holding"),
                    new NamedType(RestoreTarget.WithoutTransactions.class, "without-transactions"),
                    new NamedType(RestoreTarget.BeforeRelease.class, "before-release"),
                    new NamedType(ColumnScope.AllColumns.class, "all"),
                    new NamedType(ColumnScope.Columns.class, "columns"),
                    new NamedType(Part.Whole.class, "whole"),
                    new NamedType(Part.OfSellers.class, "sellers"),
                    new NamedType(Part.Rest.class, "rest"),
                    new NamedType(RowScope.AllRows.class, "all"),
                    new NamedType(RowScope.Keys.class, "keys"),
                    new NamedType(RowScope.Matching.class, "matching"),
                    new NamedType(Condition.Compare.class, "compare"),
                    new NamedType(Condition.IsNull.class, "is-null"),
                    new NamedType(Condition.In.class, "in"),
                    new NamedType(Condition.And.class, "and"),
                    new NamedType(Condition.Or.class, "or"),
                    new NamedType(Condition.Not.class, "not"),
                    new NamedType(AlertCause.CoverageEnded.class, "coverage-ended"),
                    new NamedType(AlertCause.ShippingFailing.class, "shipping-failing"),
                    new NamedType(AlertCause.BeatStopped.class, "beat-stopped"),
                    new NamedType(AlertCause.SlotFailed.class, "slot-failed"),
                    new NamedType(AlertCause.LargeTransaction.class, "large-transaction"),
                    new NamedType(AlertCause.NewValue.class, "new-value"),
                    new NamedType(AlertCause.TurnedConstant.class, "turned-constant"),
                    new NamedType(AlertCause.NewOperation.class, "new-operation"),
                    new NamedType(AlertCause.LastCopyExpiring.class, "last-copy-expiring"),
                    new NamedType(AlertCause.NoticeFailing.class, "notice-failing"))
            .build();

    private Json() {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + value.getClass().getName() + " as JSON", e);
        }
    }

    /** Like {@link #write}, laid out for people, in UTF-8. */
    public static byte[] writePretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + value.getClass().getName() + " as JSON", e);
        }
    }

    /**
     * Reads a value that {@link #write} wrote.
     *
     * @throws RestoreException REQUEST_INVALID if the text is not such a value
     */
    public static <T> T read(String json, Class<T> type) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw unreadable(type, "it is null", null);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw unreadable(type, e.getOriginalMessage(), e);
        }
    }

    /** Like {@link #read(String, Class)}, from UTF-8: what is as long as a manifest is not made a text first. */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw unreadable(type, "it is null", null);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw unreadable(type, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw unreadable(type, String.valueOf(e.getMessage()), e);
        }
    }

    private static RestoreException unreadable(Class<?> type, String fact, @Nullable Throwable cause) {
        return new RestoreException(
                ErrorCode.REQUEST_INVALID,
                "Cannot read " + type.getSimpleName() + ": " + fact,
                "The stored text was damaged or written by something else; compare it with docs/FORMAT.md.",
                cause);
    }

    private interface Name {
        @JsonValue
        String value();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    private interface Kinds {}
}
