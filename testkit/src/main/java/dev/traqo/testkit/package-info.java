@NullMarked
package dev.traqo.testkit;

import org.jspecify.annotations.NullMarked;
