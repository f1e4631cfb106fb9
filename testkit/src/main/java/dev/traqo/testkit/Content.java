package dev.traqo.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reply says, and where it is cut into chunks.
 *
 * @param reasoning what the model thought first, cut
 * @param choices the text of each choice, cut; at least one
 * @param toolChunkSize characters of tool arguments in a chunk
 * @param finishReason null for what follows from the content
 */
record Content(
        List<String> reasoning,
        List<List<String>> choices,
        int toolChunkSize,
        List<ToolCall> toolCalls,
        @Nullable String finishReason,
        @Nullable String model) {

    private static final int TOOL_CHUNK_SIZE = 8;

    Content {
        reasoning = List.copyOf(reasoning);
        choices = choices.stream().map(List::copyOf).toList();
        toolCalls = List.copyOf(toolCalls);
    }

    static Content of(List<String> chunks) {
        return new Content(List.of(), List.of(chunks), TOOL_CHUNK_SIZE, List.of(), null, null);
    }

    Content withReasoning(String text) {
        return new Content(words(text), choices, toolChunkSize, toolCalls, finishReason, model);
    }

    Content withChoice(String text) {
        List<List<String>> all = new ArrayList<>(choices);
        all.add(words(text));
        return new Content(reasoning, all, toolChunkSize, toolCalls, finishReason, model);
    }

    Content withToolCall(ToolCall call) {
        List<ToolCall> calls = new ArrayList<>(toolCalls);
        calls.add(call);
        return new Content(reasoning, choices, toolChunkSize, calls, finishReason, model);
    }

    Content withFinishReason(String reason) {
        return new Content(reasoning, choices, toolChunkSize, toolCalls, reason, model);
    }

    Content withModel(String name) {
        return new Content(reasoning, choices, toolChunkSize, toolCalls, finishReason, name);
    }

    Content withChunkSize(int size) {
        List<List<String>> cut = new ArrayList<>();
        for (List<String> choice : choices) {
            cut.add(cut(String.join("", choice), size));
        }
        return new Content(cut(thoughts(), size), cut, size, toolCalls, finishReason, model);
    }

    List<String> chunks() {
        return choices.get(0);
    }

    String text() {
        return String.join("", chunks());
    }

    String thoughts() {
        return String.join("", reasoning);
    }

    /** A word and the space before it are one chunk, much as a model's tokens are. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == ' ' && text.charAt(i - 1) != ' ') {
                words.add(text.substring(from, i));
                from = i;
            }
        }
        if (from < text.length()) {
            words.add(text.substring(from));
        }
        return words;
    }

    /** Pieces of {@code size} characters; a surrogate pair is never split, so a piece may be one longer. */
    static List<String> cut(String text, int size) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + size);
            if (to < text.length() && Character.isSurrogatePair(text.charAt(to - 1), text.charAt(to))) {
                to++;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    /** The reasoning, then the text, choices in turn, then one tool call after the other. */
    List<Piece> pieces(List<ToolCall> identified) {
        List<Piece> pieces = new ArrayList<>();
        for (String thought : reasoning) {
            pieces.add(new Piece.Reasoning(thought));
        }
        int longest = choices.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (int choice = 0; choice < choices.size(); choice++) {
                if (i < choices.get(choice).size()) {
                    pieces.add(new Piece.Text(choice, choices.get(choice).get(i)));
                }
            }
        }
        for (int i = 0; i < identified.size(); i++) {
            pieces.add(new Piece.ToolStart(i, identified.get(i)));
            for (String fragment : cut(identified.get(i).arguments(), toolChunkSize)) {
                pieces.add(new Piece.ToolArguments(i, fragment));
            }
        }
        return pieces;
    }
}
