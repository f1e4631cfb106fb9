/** Traces Anthropic. */
@NullMarked
package dev.traqo.anthropic;

import org.jspecify.annotations.NullMarked;
