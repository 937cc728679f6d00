package io.tillback.web.offenders;

import io.tillback.jdbc.JdbcOutbox;

record KnowsAnEdge(JdbcOutbox outbox) {}
