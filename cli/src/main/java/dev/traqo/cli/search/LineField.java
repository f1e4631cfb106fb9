package dev.traqo.cli.search;

import org.jspecify.annotations.Nullable;

/** Fields of a line that are looked at. */
enum LineField {
    TYPE,
    ID,
    SPAN_ID,
    NAME,
    KIND,
    TAGS,
    METADATA,
    THREAD_ID,
    RELEASE,
    INPUT,
    OUTPUT,
    ERROR,
    DATA,
    OTHER;

    /** Whether words are looked for in it. */
    boolean searched() {
        return ordinal() >= NAME.ordinal() && this != OTHER;
    }

    /** Whether its text is needed to know what the line is. */
    boolean head() {
        return ordinal() < NAME.ordinal();
    }

    static LineField of(String key) {
        return switch (key) {
            case "type" -> TYPE;
            case "id" -> ID;
            case "span_id" -> SPAN_ID;
            case "name" -> NAME;
            case "kind" -> KIND;
            case "tags" -> TAGS;
            case "metadata" -> METADATA;
            case "thread_id" -> THREAD_ID;
            case "release" -> RELEASE;
            case "input" -> INPUT;
            case "output" -> OUTPUT;
            case "error" -> ERROR;
            case "data" -> DATA;
            default -> OTHER;
        };
    }

    /**
     * What a match in this field is called; null if a line of this type has no such field.
     *
     * @param type empty for a line of an archive's second file
     */
    @Nullable
    String label(String type) {
        return switch (type) {
            case "event" -> this == NAME || this == DATA ? "event" : null;
            case "" -> this == INPUT ? "input" : null;
            case "span_start", "span_end" ->
                switch (this) {
                    case ID -> "id";
                    case NAME -> "name";
                    case KIND -> "kind";
                    default -> content();
                };
            case "trace_start", "trace_end" ->
                switch (this) {
                    case NAME -> "name";
                    case THREAD_ID, RELEASE -> "metadata";
                    default -> content();
                };
            default -> null;
        };
    }

    private @Nullable String content() {
        return switch (this) {
            case TAGS -> "tags";
            case METADATA -> "metadata";
            case INPUT -> "input";
            case OUTPUT -> "output";
            case ERROR -> "error";
            default -> null;
        };
    }
}
