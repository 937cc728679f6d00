package io.tillback.dialect;

import io.tillback.model.ColumnName;
import io.tillback.model.Freeze;
import io.tillback.model.FreezeId;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import java.util.List;

/** Keeps the store from writing to a table, by triggers that know when they end. */
public interface FreezeSql {
    /** Statements that wait, shortly, for whoever writes to the tables, and let nobody write until the transaction ends. */
    List<String> lock(List<TableShape> tables);

    /** Statements that freeze all rows of a table. */
    List<String> begin(Freeze freeze, TableShape table);

    /** Statements that freeze one seller's rows of it. */
    List<String> begin(Freeze freeze, TableShape table, SellerRoute route);

    /** Statements that make a freeze's triggers let everything pass; they wait for nobody. */
    List<String> end(FreezeId freeze);

    /** Statements that take a freeze's triggers away; they wait, shortly, for whoever uses the tables. */
    List<String> remove(FreezeId freeze);

    /** Rows: names of freezes that are over, or of which there is no record, and whose triggers are there still. */
    String findLeftOver();

    /** Rows: names of freezes whose triggers are all on the table of that name, and fire. */
    String findGuarded();

    /** Lets the rest of this transaction write to what is frozen: a restore's. One row. */
    String pass();

    /** One row: a seller as the table prints it; none if no row is of the seller, the parameter. */
    String findSeller(TableShape table, ColumnName seller);

    /** One row: what a name that is no table's stands for, in words; no row for nothing. Parameters: schema, name. */
    String describe();
}
