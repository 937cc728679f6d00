package io.tillback.web.wire;

import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Names that clients send: any text but none. */
final class Names {
    private Names() {}

    static TableId table(String schema, JsonPath schemaAt, String name, JsonPath nameAt) {
        requireText(schema, schemaAt);
        requireText(name, nameAt);
        return new TableId(schema, name);
    }

    static ColumnName column(String name, JsonPath at) {
        requireText(name, at);
        return new ColumnName(name);
    }

    static List<ColumnName> columns(List<String> names, JsonPath at) {
        Set<ColumnName> columns = new LinkedHashSet<>();
        for (String name : names) {
            if (!columns.add(column(name, at.element(columns.size())))) {
                throw at.element(columns.size()).refuse("names '" + name + "' again", "Name each column once.");
            }
        }
        return List.copyOf(columns);
    }

    static List<String> texts(List<ColumnName> columns) {
        return columns.stream().map(ColumnName::value).toList();
    }

    private static void requireText(String name, JsonPath at) {
        if (name.isEmpty()) {
            throw at.refuse("is empty", "Give the name as the database spells it; GET store lists them.");
        }
    }
}
