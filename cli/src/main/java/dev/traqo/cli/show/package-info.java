/**
 * One trace, laid out: {@link dev.traqo.cli.show.Family} finds its child traces, {@link dev.traqo.cli.show.Outline} puts
 * everything into the order of the screen, {@link dev.traqo.cli.show.Timeline} draws when it happened, and
 * {@link dev.traqo.cli.show.Conversation} makes model calls readable.
 */
@NullMarked
package dev.traqo.cli.show;

import org.jspecify.annotations.NullMarked;
