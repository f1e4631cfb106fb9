package dev.traqo;

/**
 * What sort of step a span is. Readers, lists and the viewer group by it; any other string is as good
 * ({@link Span.Builder#kind(String)}).
 */
public enum Kind {
    /** A call to a language model. */
    LLM("llm"),
    /** A tool or function that ran, usually because a model asked for it. */
    TOOL("tool"),
    /** A search that brought documents. */
    RETRIEVER("retriever"),
    /** A fixed sequence of steps. */
    CHAIN("chain"),
    /** A loop in which a model decides what comes next. */
    AGENT("agent"),
    /** A call that turned text into vectors. */
    EMBEDDING("embedding"),
    /** A check of what goes in or comes out. */
    GUARDRAIL("guardrail");

    private final String label;

    Kind(String label) {
        this.label = label;
    }

    /** The word in the file. */
    public String label() {
        return label;
    }
}
