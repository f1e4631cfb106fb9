package dev.traqo.cli.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side says at once.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, {@code tool}, … as recorded; the type of an item that is
 *     nobody's message
 * @param name who, if there are several of this role
 * @param parts in order; none if nothing was said
 */
public record Message(String role, @Nullable String name, List<Part> parts) {

    public Message {
        parts = List.copyOf(parts);
    }
}
