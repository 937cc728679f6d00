/** The journal on its way to the object store, and a lost database built again from a snapshot and shipments. */
@NullMarked
package io.tillback.shipment;

import org.jspecify.annotations.NullMarked;
