/** Classes that break one rule each. Nothing uses them but the rules' tests. */
@NullMarked
package io.tillback.web.offenders;

import org.jspecify.annotations.NullMarked;
