@NullMarked
package io.tillback.web.wire;

import org.jspecify.annotations.NullMarked;
