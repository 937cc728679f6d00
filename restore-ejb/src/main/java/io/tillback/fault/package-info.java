/** Every way Tillback can fail, with a stable code and a next step. */
@NullMarked
package io.tillback.fault;

import org.jspecify.annotations.NullMarked;
