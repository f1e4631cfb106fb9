package dev.traqo.openai;

/**
 * Whether a streamed chat completion is asked for its token usage when the application did not ask ({@code
 * stream_options.include_usage}). The server then sends one more event, without a choice; the application never gets it.
 */
public enum StreamUsage {
    /** Where it is known to be understood: at {@code api.openai.com}. A compatible server may refuse the field. */
    AUTO,
    /** Everywhere. */
    ASK,
    /** Never: a stream that the application did not ask for usage has none in the trace. */
    NEVER
}
