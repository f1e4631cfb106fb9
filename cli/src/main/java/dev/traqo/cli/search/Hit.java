package dev.traqo.cli.search;

import org.jspecify.annotations.Nullable;

/**
 * A match.
 *
 * @param row of the span in the file's index; -1 if it is in the trace itself
 * @param id of the span; null if it is in the trace itself
 * @param span name of the span
 * @param kind of the span
 * @param field where in it: id, name, kind, tags, metadata, input, output, error or event
 */
public record Hit(
        int row,
        @Nullable String id,
        @Nullable String span,
        @Nullable String kind,
        String field,
        Snippet snippet) {}
