package io.tillback.engine;

import io.tillback.engine.GapTable.OnDelete;
import io.tillback.model.SellerPath;
import io.tillback.plan.SellerPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Products of sellers, lines of products, perhaps notes on lines: what their foreign keys do is drawn. */
record GapTables(List<GapTable> tables, String script, boolean movesKeys) {
    static final List<String> SELLERS = List.of("'s1'", "'s2'", "NULL");
    private static final List<OnDelete> ON_DELETE = List.of(OnDelete.values());

    static GapTables draw(Random random) {
        GapTable product = GapTable.ofSellers("product");
        List<GapTable> tables = new ArrayList<>(List.of(product));
        StringBuilder script = new StringBuilder("CREATE SCHEMA shop;\n" + create(product, "text"));
        GapTable parent = product;
        for (String name : List.of("line", "note").subList(0, 1 + random.nextInt(2))) {
            OnDelete onDelete = ON_DELETE.get(random.nextInt(ON_DELETE.size()));
            GapTable child = GapTable.childOf(parent, name, onDelete);
            script.append(create(
                    child,
                    "int REFERENCES %s ON DELETE %s ON UPDATE %s"
                            .formatted(parent.id(), onDelete.sql(), random.nextBoolean() ? "CASCADE" : "NO ACTION")));
            tables.add(child);
            parent = child;
        }
        return new GapTables(List.copyOf(tables), script.toString(), random.nextBoolean());
    }

    private static String create(GapTable table, String leads) {
        return """
                CREATE TABLE %1$s (id int PRIMARY KEY, %2$s %3$s, a text, b numeric, c text COLLATE "C");
                ALTER TABLE %1$s REPLICA IDENTITY FULL;
                """.formatted(table.id(), table.leads(), leads);
    }

    SellerPaths paths() {
        return new SellerPaths(
                SellerPath.parseAll(tables.stream().map(GapTable::path).collect(Collectors.joining("; "))));
    }
}
