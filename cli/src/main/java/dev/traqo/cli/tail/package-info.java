/** Traces that are being written: {@link dev.traqo.cli.tail.Followed} is one file and what is open in it. */
@NullMarked
package dev.traqo.cli.tail;

import org.jspecify.annotations.NullMarked;
