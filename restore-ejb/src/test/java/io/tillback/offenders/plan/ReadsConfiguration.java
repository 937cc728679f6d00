package io.tillback.offenders.plan;

import org.eclipse.microprofile.config.Config;

record ReadsConfiguration(Config config) {}
