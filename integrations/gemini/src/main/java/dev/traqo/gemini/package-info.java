/** Traces Gemini. */
@NullMarked
package dev.traqo.gemini;

import org.jspecify.annotations.NullMarked;
