/**
 * Where traces are kept: folders of trace files, and archives.
 *
 * <ul>
 *   <li>{@link dev.traqo.store.LocalStore} lists the traces of a folder;
 *   <li>{@link dev.traqo.store.Archive} turns a raw trace into its compressed pair.
 * </ul>
 */
@NullMarked
package dev.traqo.store;

import org.jspecify.annotations.NullMarked;
