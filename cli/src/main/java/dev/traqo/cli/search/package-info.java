/**
 * Looking for words in all that traces hold. {@link dev.traqo.cli.search.Query} is what is looked for;
 * {@link dev.traqo.cli.search.Search} goes through files. Most lines are only looked at as bytes: {@code LineFilter} finds
 * those that may hold a match, {@code LineScan} reads these and nothing else.
 */
@NullMarked
package dev.traqo.cli.search;

import org.jspecify.annotations.NullMarked;
