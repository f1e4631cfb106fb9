/** Whole programs and agents whose start is measured. */
@NullMarked
package dev.traqo.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
