/** What can be told of the beans without a server. */
@NullMarked
package io.tillback.ejb;

import org.jspecify.annotations.NullMarked;
