/** The engine's stages together, on a real database and a real object store. */
@NullMarked
package io.tillback.engine;

import org.jspecify.annotations.NullMarked;
