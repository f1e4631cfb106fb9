package dev.traqo.cli.chat;

import org.jspecify.annotations.Nullable;

/**
 * A tool that a model was offered.
 *
 * @param name what the model calls it; of one without a name, its type or its definition as JSON
 * @param description what it is for
 * @param schema what its arguments look like: any JSON
 */
public record Tool(
        String name, @Nullable String description, @Nullable Object schema) {}
