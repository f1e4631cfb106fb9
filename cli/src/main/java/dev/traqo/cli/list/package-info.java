/** The traces of a folder: {@link dev.traqo.cli.list.TraceList} with children under their parents. */
@NullMarked
package dev.traqo.cli.list;

import org.jspecify.annotations.NullMarked;
