package dev.traqo.cli.show;

import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Definitions of tools as a model gets them, one line each: the name and what it is for, not the schema. */
final class ToolLine {

    private static final int LONGEST = 100;
    private static final List<String> DECLARATIONS = List.of("functionDeclarations", "function_declarations");
    private static final List<String> INNER = List.of("function", "custom");

    private ToolLine() {}

    /** The lines of a request's {@code tools}; null if that is no list. */
    static @Nullable String all(@Nullable Object tools) {
        if (!(tools instanceof List<?> list)) {
            return null;
        }
        List<String> lines = new ArrayList<>();
        list.forEach(tool -> add(lines, tool));
        return String.join("\n", lines);
    }

    private static void add(List<String> lines, @Nullable Object tool) {
        if (!(tool instanceof Map<?, ?> map)) {
            lines.add(Json.write(tool));
            return;
        }
        for (String key : DECLARATIONS) {
            if (map.get(key) instanceof List<?> functions) {
                functions.forEach(function -> lines.add(line(function)));
                return;
            }
        }
        for (String key : INNER) {
            if (map.get(key) instanceof Map<?, ?> inner) {
                lines.add(line(inner));
                return;
            }
        }
        lines.add(line(map));
    }

    private static String line(@Nullable Object definition) {
        if (!(definition instanceof Map<?, ?> map)) {
            return Json.write(definition);
        }
        if (map.get("name") instanceof String name) {
            String description = map.get("description") instanceof String text ? firstLine(text) : "";
            return description.isEmpty() ? name : name + ": " + description;
        }
        if (map.get("type") instanceof String type) { // one that the provider has built in
            return map.get("server_label") instanceof String server ? type + " " + server : type;
        }
        boolean named = map.size() == 1 && map.values().iterator().next() instanceof Map;
        return named ? String.valueOf(map.keySet().iterator().next()) : Json.write(map);
    }

    private static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("").strip();
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)).stripTrailing() + "…";
    }
}
