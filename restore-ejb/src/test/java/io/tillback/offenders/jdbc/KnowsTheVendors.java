package io.tillback.offenders.jdbc;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.storage.s3.S3Settings;

record KnowsTheVendors(PostgresDialect dialect, PostgresCopy copy, S3Settings storage) {}
