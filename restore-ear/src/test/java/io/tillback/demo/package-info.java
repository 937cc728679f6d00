/** The main job: incident 1 from the damage to the proof, in words an operator uses. */
@NullMarked
package io.tillback.demo;

import org.jspecify.annotations.NullMarked;
