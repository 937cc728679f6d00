package io.tillback.snapshot;

import io.tillback.model.TableId;
import java.util.OptionalLong;

/**
 * A part of a table that is read in one go.
 *
 * @param number position among the table's parts, from 1
 * @param relation the table or partition that stores these rows
 * @param incarnation tells these rows' storage from any that took its place
 * @param fromBlock first disk block, from 0
 * @param untilBlock first block that is not read; empty for all to the end
 * @param expectedRows the database's estimate
 * @param expectedBytes on disk, before compression
 */
public record TableRange(
        int number,
        TableId relation,
        String incarnation,
        long fromBlock,
        OptionalLong untilBlock,
        long expectedRows,
        long expectedBytes) {}
