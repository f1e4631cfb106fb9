package dev.traqo.read;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a trace or a span ended, or that it has not. Spans are never {@link #CRASHED}. */
public enum Status {
    /** Ended without an error. */
    OK,
    /** Ended with an error. */
    ERROR,
    /** The process ended, or was told to, before the trace was closed; the span had no end. */
    INTERRUPTED,
    /** Not ended, and its process is alive. */
    RUNNING,
    /** Not ended, and its process is gone. */
    CRASHED;

    /** The name as it is shown and written: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status that a {@code status} field names; {@link #OK} for a missing or unknown one. */
    static Status ofEnd(@Nullable Object field) {
        if ("error".equals(field)) {
            return ERROR;
        }
        return "interrupted".equals(field) ? INTERRUPTED : OK;
    }

    /** The status of a trace that has this end. */
    static Status ofTraceEnd(Map<String, @Nullable Object> end) {
        return end.get("status") == null && end.get("error") != null ? ERROR : ofEnd(end.get("status"));
    }
}
