@NullMarked
package dev.traqo.cli;

import org.jspecify.annotations.NullMarked;
