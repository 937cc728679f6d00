/** Objects in S3 or a server that speaks its API; the only place that names the AWS SDK. */
@NullMarked
package io.tillback.storage.s3;

import org.jspecify.annotations.NullMarked;
