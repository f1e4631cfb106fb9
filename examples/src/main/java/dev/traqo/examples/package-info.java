/** Small programs, one file each, that show one thing. */
@NullMarked
package dev.traqo.examples;

import org.jspecify.annotations.NullMarked;
