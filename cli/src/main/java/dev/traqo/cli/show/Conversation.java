package dev.traqo.cli.show;

import dev.traqo.cli.chat.Dialogue;
import dev.traqo.cli.chat.Message;
import dev.traqo.cli.chat.Part.Media;
import dev.traqo.cli.chat.Part.Refusal;
import dev.traqo.cli.chat.Part.Text;
import dev.traqo.cli.chat.Part.Thinking;
import dev.traqo.cli.chat.Part.ToolCall;
import dev.traqo.cli.chat.Part.ToolResult;
import dev.traqo.cli.chat.Tool;
import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A recorded value for reading in a terminal: a {@linkplain Dialogue conversation} as who says what, everything else as
 * text or indented JSON.
 */
public final class Conversation {

    /**
     * A part of the value.
     *
     * @param heading who says it ({@code user}), or empty
     * @param text what; not yet safe for a terminal
     */
    public record Part(String heading, String text) {}

    private static final int LONGEST_DESCRIPTION = 100;

    /** Roles of messages that are the result of a tool: the heading names it. */
    private static final Set<String> RESULTS = Set.of("tool", "function");

    private final String files;
    private final List<Part> parts = new ArrayList<>();

    private Conversation(String files) {
        this.files = files;
    }

    /**
     * The parts to print, in order; never empty.
     *
     * @param files what the folder of the trace's files is called
     * @param ofModel whether a model was given this value or gave it: says what is meant where the shape alone does not
     */
    public static List<Part> of(@Nullable Object value, String files, boolean ofModel) {
        Conversation conversation = new Conversation(files);
        Dialogue dialogue = Dialogue.of(value, ofModel);
        if (dialogue == null) {
            conversation.add("", plain(Shown.in(value, files)));
        } else {
            conversation.dialogue(dialogue);
        }
        return conversation.parts;
    }

    /** The value as JSON in one line, with files as in {@link #of}. */
    public static String inLine(@Nullable Object value, String files) {
        return Json.write(Shown.in(value, files));
    }

    private static String plain(@Nullable Object shown) {
        return shown instanceof String || shown instanceof Shown ? String.valueOf(shown) : Json.pretty(shown);
    }

    private void add(String heading, String text) {
        parts.add(new Part(heading, text));
    }

    private void dialogue(Dialogue dialogue) {
        int choice = 0;
        for (Message message : dialogue.messages()) {
            choice++;
            if (!dialogue.choices()) {
                message(message);
            } else {
                add("choice " + choice, message.parts().isEmpty() ? "(nothing)" : text(message.parts()));
            }
        }
        if (!dialogue.tools().isEmpty()) {
            add(
                    "tools",
                    String.join(
                            "\n",
                            dialogue.tools().stream().map(Conversation::tool).toList()));
        }
        if (!dialogue.rest().isEmpty()) {
            add("with", Json.pretty(Shown.in(dialogue.rest(), files)));
        }
    }

    private void message(Message message) {
        List<dev.traqo.cli.chat.Part> said = message.parts();
        String heading = message.name() == null ? message.role() : message.role() + " " + message.name();
        if (RESULTS.contains(message.role()) && !said.isEmpty() && said.get(0) instanceof ToolResult result) {
            List<dev.traqo.cli.chat.Part> all = new ArrayList<>(result.parts());
            all.addAll(said.subList(1, said.size()));
            String failed = result.error() ? "(failed) " : "";
            add(result.name() == null ? heading : heading + " " + result.name(), failed + text(all));
        } else {
            add(heading, isItem(message) ? Json.write(json(said.get(0))) : text(said));
        }
    }

    /** One that is nobody's message. */
    private static boolean isItem(Message message) {
        return message.parts().size() == 1
                && message.parts().get(0) instanceof dev.traqo.cli.chat.Part.Json json
                && json.value() instanceof Map<?, ?> map
                && message.role().equals(map.get("type"));
    }

    private @Nullable Object json(dev.traqo.cli.chat.Part part) {
        return part instanceof dev.traqo.cli.chat.Part.Json json ? Shown.in(json.value(), files) : null;
    }

    private String text(List<dev.traqo.cli.chat.Part> all) {
        if (all.size() == 1 && all.get(0) instanceof dev.traqo.cli.chat.Part.Json json) {
            return plain(json(json));
        }
        List<String> lines = new ArrayList<>();
        for (dev.traqo.cli.chat.Part part : all) {
            String line = line(part);
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return String.join("\n", lines);
    }

    private String line(dev.traqo.cli.chat.Part part) {
        if (part instanceof Text text) {
            return text.text();
        } else if (part instanceof Thinking thinking) {
            return thinking.text() == null ? "(thinking, hidden by the provider)" : "(thinking) " + thinking.text();
        } else if (part instanceof Refusal refusal) {
            return "(refused) " + refusal.text();
        } else if (part instanceof ToolCall call) {
            Object arguments = Shown.in(call.arguments(), files);
            return "→ " + call.name() + "(" + (arguments instanceof String text ? text : Json.write(arguments)) + ")";
        } else if (part instanceof ToolResult result) {
            return "← " + (result.name() == null ? "" : result.name() + ": ") + (result.error() ? "(failed) " : "")
                    + String.join("\n", result.parts().stream().map(this::line).toList());
        } else if (part instanceof Media media) {
            return media(media);
        }
        return Json.write(json(part));
    }

    private String media(Media media) {
        boolean elsewhere = media.url() != null && !media.inline();
        String what =
                elsewhere ? String.valueOf(media.url()) : Shown.of(media, files).text();
        return media.title() == null || elsewhere ? what : media.title() + ": " + what;
    }

    /** The name and what it is for, not the schema. */
    private static String tool(Tool tool) {
        String description = tool.description() == null ? "" : firstLine(tool.description());
        return description.isEmpty() ? tool.name() : tool.name() + ": " + description;
    }

    private static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("").strip();
        return line.codePointCount(0, line.length()) <= LONGEST_DESCRIPTION
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_DESCRIPTION - 1))
                                .stripTrailing() + "…";
    }
}
