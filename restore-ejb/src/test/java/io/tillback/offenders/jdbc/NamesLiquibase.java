package io.tillback.offenders.jdbc;

import liquibase.Liquibase;

record NamesLiquibase(Liquibase catalog) {}
