/**
 * Reading: what a tool calls to understand traces.
 *
 * <ul>
 *   <li>{@link dev.traqo.read.TraceReader} streams the events of one file, tolerant of everything that can be broken;
 *   <li>{@link dev.traqo.read.TraceSummary} is what a list shows of a trace, from its first and last line where it can;
 *   <li>{@link dev.traqo.read.Json} turns JSON text into plain Java values and back;
 *   <li>{@link dev.traqo.read.Pricing} says what a model call cost.
 * </ul>
 */
@NullMarked
package dev.traqo.read;

import org.jspecify.annotations.NullMarked;
