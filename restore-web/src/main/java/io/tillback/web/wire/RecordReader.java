package io.tillback.web.wire;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParsingException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON text into a record, and takes nothing that the record does not name.
 *
 * <p>Properties that are unknown, given twice, null, empty lists or of another type are refused with their place and
 * what to write instead. A component that is not {@code @Nullable} is required. JSON-B ignores unknown properties and
 * names no place; here a mistyped {@code "colums"} would restore every column.
 *
 * <p>Streams: the heap needed is that of the values, so a million keys are no tree first.
 */
public final class RecordReader {
    private static final int DEEPEST = 64;
    private static final int MOST_DIGITS = 1000;

    private final JsonParser parser;

    private RecordReader(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws RestoreException REQUEST_INVALID, naming the place */
    public static <T extends Record> T read(InputStream json, Class<T> type) {
        try (JsonParser parser = Json.createParser(json)) {
            RecordReader reader = new RecordReader(parser);
            T value = reader.readRecord(reader.next(), type, JsonPath.BODY);
            reader.requireEnd();
            return value;
        } catch (JsonParsingException broken) {
            throw malformed(broken.getLocation(), broken);
        } catch (NoSuchElementException | IllegalStateException | JsonException broken) {
            throw notJson("is empty or cut off", broken);
        }
    }

    private Event next() {
        if (!parser.hasNext()) {
            throw notJson("is empty", null);
        }
        return parser.next();
    }

    private void requireEnd() {
        if (parser.hasNext()) {
            parser.next();
            throw malformed(parser.getLocation(), null);
        }
    }

    private <T extends Record> T readRecord(Event event, Class<T> type, JsonPath at) {
        requireKind(event, Event.START_OBJECT, "a JSON object", at);
        if (at.depth() > DEEPEST) {
            throw at.refuse("is nested deeper than " + DEEPEST + " levels", "Flatten the conditions.");
        }
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (Event key = parser.next(); key != Event.END_OBJECT; key = parser.next()) {
            int index = indexOf(parser.getString(), components, at);
            JsonPath place = at.property(components[index].getName());
            if (values[index] != null) {
                throw place.refuse("is given twice", "Give it once.");
            }
            values[index] = readValue(parser.next(), components[index].getGenericType(), components[index], place);
        }
        requireAll(components, values, at);
        return construct(type, components, values);
    }

    private Object readValue(Event event, Type type, RecordComponent component, JsonPath at) {
        if (event == Event.VALUE_NULL) {
            throw at.refuse("is null", onNull(component));
        }
        if (type instanceof ParameterizedType list) {
            return readList(event, list.getActualTypeArguments()[0], component, at);
        }
        if (type == String.class) {
            return readText(event, component, at);
        }
        if (type == Boolean.class) {
            return readBoolean(event, at);
        }
        return readRecord(event, ((Class<?>) type).asSubclass(Record.class), at);
    }

    private List<Object> readList(Event event, Type elementType, RecordComponent component, JsonPath at) {
        requireKind(event, Event.START_ARRAY, "a JSON array", at);
        List<Object> elements = new ArrayList<>();
        for (Event element = parser.next(); element != Event.END_ARRAY; element = parser.next()) {
            elements.add(readValue(element, elementType, component, at.element(elements.size())));
        }
        if (elements.isEmpty()) {
            throw at.refuse("is empty", "Give at least one element.");
        }
        return List.copyOf(elements);
    }

    private String readText(Event event, RecordComponent component, JsonPath at) {
        if (event == Event.VALUE_STRING) {
            return parser.getString();
        }
        if (!component.isAnnotationPresent(DatabaseValue.class)) {
            throw at.refuse("is " + kind(event) + ", not a string", "Put it in double quotes.");
        }
        return switch (event) {
            case VALUE_NUMBER -> plain(parser.getBigDecimal(), at);
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            default -> throw at.refuse("is " + kind(event), "Give a string, a number, true or false.");
        };
    }

    private static Boolean readBoolean(Event event, JsonPath at) {
        if (event != Event.VALUE_TRUE && event != Event.VALUE_FALSE) {
            throw at.refuse("is " + kind(event), "Give true or false, without quotes.");
        }
        return event == Event.VALUE_TRUE;
    }

    /** Written out, because no database reads {@code 1E+2} as a whole number; bounded, because 1E999999999 is a gigabyte. */
    private static String plain(BigDecimal number, JsonPath at) {
        if (Math.abs((long) number.scale()) + number.precision() > MOST_DIGITS) {
            throw at.refuse("has more than " + MOST_DIGITS + " digits", "Give it as a string.");
        }
        return number.toPlainString();
    }

    private static int indexOf(String property, RecordComponent[] components, JsonPath at) {
        for (int index = 0; index < components.length; index++) {
            if (components[index].getName().equals(property)) {
                return index;
            }
        }
        String known = Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.joining(", "));
        throw at.refuse("has no property '" + JsonPath.shortened(property) + "'", "Use only: " + known + ".");
    }

    private static void requireAll(RecordComponent[] components, @Nullable Object[] values, JsonPath at) {
        for (int index = 0; index < components.length; index++) {
            if (values[index] == null && isRequired(components[index])) {
                throw at.property(components[index].getName()).refuse("is missing", "Add it.");
            }
        }
    }

    static boolean isRequired(RecordComponent component) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static void requireKind(Event event, Event expected, String name, JsonPath at) {
        if (event != expected) {
            throw at.refuse("is " + kind(event) + ", not " + name, "Give " + name + ".");
        }
    }

    private static String onNull(RecordComponent component) {
        DatabaseValue value = component.getAnnotation(DatabaseValue.class);
        if (value != null) {
            return value.onNull();
        }
        return isRequired(component) ? "Give it a value." : "Leave it out, or give it a value.";
    }

    private static String kind(Event event) {
        return switch (event) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            case KEY_NAME, END_OBJECT, END_ARRAY -> "cut off";
        };
    }

    private static <T extends Record> T construct(
            Class<T> type, RecordComponent[] components, @Nullable Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(type + " cannot be constructed", impossible);
        }
    }

    private static RestoreException malformed(JsonLocation where, @Nullable Throwable cause) {
        return notJson("is not JSON at line " + where.getLineNumber() + ", column " + where.getColumnNumber(), cause);
    }

    private static RestoreException notJson(String fact, @Nullable Throwable cause) {
        return new RestoreException(
                ErrorCode.REQUEST_INVALID,
                "Cannot read the request: the body " + fact,
                "Send one JSON object in UTF-8.",
                cause);
    }
}
