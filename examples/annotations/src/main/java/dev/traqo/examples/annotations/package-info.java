/** One program twice: with {@link dev.traqo.Trace}, and by hand. */
@NullMarked
package dev.traqo.examples.annotations;

import org.jspecify.annotations.NullMarked;
