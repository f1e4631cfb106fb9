package dev.traqo.cli.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a {@link Message}. What is not understood is {@link Json}: nothing that was recorded is lost. */
public sealed interface Part {

    /** What is said. */
    record Text(String text) implements Part {}

    /**
     * What the model thought.
     *
     * @param text null if the provider keeps it to itself
     */
    record Thinking(@Nullable String text) implements Part {}

    /** Why the model does not answer. */
    record Refusal(String text) implements Part {}

    /**
     * The model wants a tool to be called.
     *
     * @param id what the result will refer to
     * @param arguments any JSON; a string if it came as text that is no JSON
     */
    record ToolCall(
            @Nullable String id, String name, @Nullable Object arguments) implements Part {}

    /**
     * What a tool gave back.
     *
     * @param id the call's, if the provider gives calls ids
     * @param name the tool's, as far as the result or the conversation before it says
     * @param error whether the result is marked as a failure
     */
    record ToolResult(@Nullable String id, @Nullable String name, List<Part> parts, boolean error) implements Part {

        public ToolResult {
            parts = List.copyOf(parts);
        }
    }

    /**
     * An image, a sound, a document.
     *
     * @param name its file beside the trace; null if there is none
     * @param mediaType such as {@code image/png}; null if not known
     * @param bytes how large it is; -1 if not known
     * @param url where it was, if it stands elsewhere; a {@code data:} URL holding the bytes, if they stand in the trace
     * @param title what it is called
     */
    record Media(
            @Nullable String name,
            @Nullable String mediaType,
            long bytes,
            @Nullable String url,
            @Nullable String title) implements Part {

        /** Whether the bytes stand in the {@link #url}. */
        public boolean inline() {
            return url != null && url.startsWith("data:");
        }
    }

    /** A value that is none of these. */
    record Json(@Nullable Object value) implements Part {}
}
