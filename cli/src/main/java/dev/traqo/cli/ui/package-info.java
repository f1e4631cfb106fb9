/**
 * The server of `traqo ui`: {@link dev.traqo.cli.ui.Viewer} starts it and is the list of what it answers.
 *
 * <p>Every request passes {@link dev.traqo.cli.ui.Guard} and then reaches one {@link dev.traqo.cli.ui.Endpoint}, or the
 * {@link dev.traqo.cli.ui.Pages}. What the answers hold is written down in {@code ui/src/lib/protocol.ts}.
 */
@NullMarked
package dev.traqo.cli.ui;

import org.jspecify.annotations.NullMarked;
