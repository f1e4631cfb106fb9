/** Shared by the packages of core; no part of the API. */
@NullMarked
package dev.traqo.internal;

import org.jspecify.annotations.NullMarked;
