/** Edge: the catalog's entities. */
@NullMarked
package io.tillback.jpa;

import org.jspecify.annotations.NullMarked;
