/** What recording and reading cost, measured against a raw write and against other libraries in the same run. */
@NullMarked
package dev.traqo.benchmarks;

import org.jspecify.annotations.NullMarked;
