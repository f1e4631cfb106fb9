/** Traces the calls of Anthropic's SDK: {@link dev.traqo.anthropic.TraqoAnthropic}. */
@NullMarked
package dev.traqo.anthropic;

import org.jspecify.annotations.NullMarked;
