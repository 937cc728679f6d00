/**
 * The five incidents, each from the damage to the proof, in a store whose changes are recorded and whose buyers and sellers
 * go on; each ends by holding the data gap against what the write-ahead log says.
 */
@NullMarked
package io.tillback.replay;

import org.jspecify.annotations.NullMarked;
