package dev.traqo.testkit;

/** What one chunk of a streamed answer carries, whatever its shape on the wire. */
sealed interface Piece {

    /** More of the reasoning. */
    record Reasoning(String text) implements Piece {}

    /** More of the text of one choice; 0 is the first one. */
    record Text(int choice, String text) implements Piece {}

    /** A tool call begins; its arguments follow. {@code call.id()} is never null here. */
    record ToolStart(int index, ToolCall call) implements Piece {}

    /** More of the arguments of the tool call with this index. */
    record ToolArguments(int index, String fragment) implements Piece {}
}
