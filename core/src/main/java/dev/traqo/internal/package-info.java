/**
 * How events become bytes and bytes reach the file. Not API: anything here may change in any release.
 *
 * <ul>
 *   <li>{@link dev.traqo.internal.JsonWriter} encodes one event on the caller's thread;
 *   <li>{@link dev.traqo.internal.FileSink} appends it to the file, {@link dev.traqo.internal.Flusher} bounds how long
 *       it may wait;
 *   <li>{@link dev.traqo.internal.Context} knows which span is current.
 * </ul>
 */
@NullMarked
package dev.traqo.internal;

import org.jspecify.annotations.NullMarked;
