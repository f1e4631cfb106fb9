/** What the code that was woven into {@link dev.traqo.Trace} methods calls. Not for use by hand. */
@NullMarked
package dev.traqo.weave;

import org.jspecify.annotations.NullMarked;
