package io.tillback.web.wire;

/** Marks the records that clients send: read by {@link RecordReader}, strictly. */
public interface JsonBody {}
