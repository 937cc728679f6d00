/** What operators see and run: row counts, the fill with sample data, and the two scripts that become incidents 1 and 3. */
@NullMarked
package io.tillback.shop.maintenance;

import org.jspecify.annotations.NullMarked;
