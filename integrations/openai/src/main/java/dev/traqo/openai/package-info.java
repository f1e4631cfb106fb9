/** Traces OpenAI. */
@NullMarked
package dev.traqo.openai;

import org.jspecify.annotations.NullMarked;
