/** What a trace survives, each proved on a real process; {@code docs/durability.md} has the list. */
@org.jspecify.annotations.NullMarked
package dev.traqo.survival;
