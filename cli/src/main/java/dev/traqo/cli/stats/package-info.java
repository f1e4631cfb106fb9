/** Counts, times and cost over many traces: {@link dev.traqo.cli.stats.Statistics}. */
@NullMarked
package dev.traqo.cli.stats;

import org.jspecify.annotations.NullMarked;
