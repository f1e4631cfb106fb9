/**
 * Conversations with models: {@link dev.traqo.cli.chat.Dialogue} understands the shapes in which calls are recorded and
 * makes {@link dev.traqo.cli.chat.Message messages} of them. The terminal and the pages show these.
 */
@NullMarked
package dev.traqo.cli.chat;

import org.jspecify.annotations.NullMarked;
