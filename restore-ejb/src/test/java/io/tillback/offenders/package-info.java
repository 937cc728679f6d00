/** Classes that break one rule each, in packages named like those of the house. Nothing uses them but the rules' tests. */
@NullMarked
package io.tillback.offenders;

import org.jspecify.annotations.NullMarked;
