package io.tillback.web.offenders;

import io.tillback.ejb.EngineBean;

record KnowsABean(EngineBean engine) {}
