/** What operators see and run: row counts, the fill with sample data, the two scripts that become incidents 1 and 3, and the switch of incident 2. */
@NullMarked
package io.tillback.shop.maintenance;

import org.jspecify.annotations.NullMarked;
