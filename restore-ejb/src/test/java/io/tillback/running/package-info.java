/** What tests and the demo run on: a real PostgreSQL and a real S3 server, started from Maven's artifacts. */
@NullMarked
package io.tillback.running;

import org.jspecify.annotations.NullMarked;
