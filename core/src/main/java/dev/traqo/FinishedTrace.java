package dev.traqo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A trace that has been closed, as a {@link Backend} receives it.
 *
 * @param traceId 32 hex digits
 * @param name what the trace is called, or null
 * @param status {@code ok}, {@code error} or {@code interrupted}
 * @param file the trace: {@code .jsonl}, or {@code .jsonl.gz} where it was archived
 * @param content the large inputs of an archive, {@code .content.jsonl.zst}; null if there are none
 * @param files the folder of its images, sounds and documents, {@code NAME.files}; null if there are none. Traces that
 *     were written to one file share it
 */
public record FinishedTrace(
        String traceId,
        @Nullable String name,
        String status,
        Path file,
        @Nullable Path content,
        @Nullable Path files) {}
