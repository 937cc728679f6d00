package io.tillback.offenders.jdbc;

import org.postgresql.PGConnection;

record NamesTheDriver(PGConnection connection) {}
