package io.tillback.web.offenders;

import javax.sql.DataSource;

record RunsSql(DataSource database) {}
