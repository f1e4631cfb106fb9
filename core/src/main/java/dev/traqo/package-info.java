/**
 * Recording: what an application calls to write a trace.
 *
 * <ul>
 *   <li>{@link dev.traqo.TokenUsage} is what a model call consumed;
 * </ul>
 */
@NullMarked
package dev.traqo;

import org.jspecify.annotations.NullMarked;
