package io.tillback.engine;

import io.tillback.engine.GapTable.OnDelete;
import io.tillback.engine.GapTable.OnUpdate;
import io.tillback.engine.GapTable.Reference;
import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import io.tillback.plan.SellerPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Products of sellers, lines of products, perhaps notes on lines: what their foreign keys do is drawn, and whether one of them
 * refers to another, or to itself, once more.
 */
record GapTables(List<GapTable> tables, String script, boolean movesKeys) {
    static final List<String> SELLERS = List.of("'s1'", "'s2'", "NULL");
    private static final List<OnDelete> ON_DELETE = List.of(OnDelete.values());
    private static final List<OnUpdate> ON_UPDATE = List.of(OnUpdate.values());

    static GapTables draw(Random random) {
        List<GapTable> tables = new ArrayList<>();
        tables.add(perhapsReferring(GapTable.ofSellers("product"), tables, random));
        for (String name : List.of("line", "note").subList(0, 1 + random.nextInt(2))) {
            GapTable child = GapTable.childOf(tables.get(tables.size() - 1), name, onDelete(random), onUpdate(random));
            tables.add(perhapsReferring(child, tables, random));
        }
        String script = tables.stream().map(GapTables::create).collect(Collectors.joining());
        return new GapTables(List.copyOf(tables), "CREATE SCHEMA shop;\n" + script, random.nextBoolean());
    }

    private static GapTable perhapsReferring(GapTable table, List<GapTable> others, Random random) {
        if (random.nextInt(3) > 0) {
            return table;
        }
        int to = random.nextInt(others.size() + 1);
        TableId id = to == others.size() ? table.id() : others.get(to).id();
        return table.referringTo(id, onDelete(random), onUpdate(random));
    }

    private static OnDelete onDelete(Random random) {
        return ON_DELETE.get(random.nextInt(ON_DELETE.size()));
    }

    private static OnUpdate onUpdate(Random random) {
        return ON_UPDATE.get(random.nextInt(ON_UPDATE.size()));
    }

    private static String create(GapTable table) {
        String leading = Stream.concat(
                        table.parent().isPresent() ? Stream.empty() : Stream.of(table.leads() + " text"),
                        table.references().stream().map(Reference::sql))
                .collect(Collectors.joining(", "));
        return """
                CREATE TABLE %1$s (id int PRIMARY KEY, %2$s, a text, b numeric, c text COLLATE "C");
                ALTER TABLE %1$s REPLICA IDENTITY FULL;
                """.formatted(table.id(), leading);
    }

    GapTable table(TableId id) {
        return tables.stream()
                .filter(table -> table.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    SellerPaths paths() {
        return new SellerPaths(
                SellerPath.parseAll(tables.stream().map(GapTable::path).collect(Collectors.joining("; "))));
    }
}
