/** {@link dev.traqo.Trace} without code: woven when a class is loaded, or when it is built. */
@NullMarked
package dev.traqo.agent;

import org.jspecify.annotations.NullMarked;
