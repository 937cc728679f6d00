package io.tillback.offenders.timeline;

import javax.sql.DataSource;

record RunsSql(DataSource database) {}
