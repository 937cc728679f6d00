/** The rules of the house. Each is proved twice: on the real classes, and on an offender that it must find. */
@NullMarked
package io.tillback.architecture;

import org.jspecify.annotations.NullMarked;
