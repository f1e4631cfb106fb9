/**
 * Text on a terminal: measured, cut, coloured and put into columns.
 *
 * <ul>
 *   <li>{@link dev.traqo.cli.text.Glyphs}: how wide a string is, and how to make a hostile one harmless
 *   <li>{@link dev.traqo.cli.text.Line}: a line of coloured pieces, {@link dev.traqo.cli.text.Table}: lines in columns
 *   <li>{@link dev.traqo.cli.text.Units}: durations, counts, money and times as people write them
 * </ul>
 */
@NullMarked
package dev.traqo.cli.text;

import org.jspecify.annotations.NullMarked;
