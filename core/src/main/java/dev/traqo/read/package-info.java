/**
 * Reading: what a tool calls to understand traces.
 *
 * <ul>
 *   <li>{@link dev.traqo.read.Pricing} says what a model call cost.
 * </ul>
 */
@NullMarked
package dev.traqo.read;

import org.jspecify.annotations.NullMarked;
