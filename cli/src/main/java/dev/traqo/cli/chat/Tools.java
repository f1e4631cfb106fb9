package dev.traqo.cli.chat;

import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Definitions of tools, of whatever shape a provider wants them. */
final class Tools {

    private static final List<String> DECLARATIONS = List.of("functionDeclarations", "function_declarations");
    private static final List<String> INNER = List.of("function", "custom");
    private static final List<String> SCHEMAS = List.of(
            "parameters", "input_schema", "inputSchema", "parametersJsonSchema", "parameters_json_schema", "format");

    private Tools() {}

    /** The tools of a request; null if that is no list. */
    static @Nullable List<Tool> of(@Nullable Object tools) {
        if (!(tools instanceof List<?> list)) {
            return null;
        }
        List<Tool> all = new ArrayList<>();
        list.forEach(tool -> add(all, tool));
        return all;
    }

    private static void add(List<Tool> all, @Nullable Object tool) {
        if (tool instanceof Map<?, ?> map) {
            for (String key : DECLARATIONS) {
                if (map.get(key) instanceof List<?> functions) {
                    functions.forEach(function -> all.add(tool(function)));
                    return;
                }
            }
            for (String key : INNER) {
                if (map.get(key) instanceof Map<?, ?> inner) {
                    all.add(tool(inner));
                    return;
                }
            }
        }
        all.add(tool(tool));
    }

    private static Tool tool(@Nullable Object definition) {
        if (!(definition instanceof Map<?, ?> map)) {
            return new Tool(Json.write(definition), null, null);
        }
        if (map.get("name") instanceof String name) {
            String description = map.get("description") instanceof String text ? text : null;
            return new Tool(name, description, schema(map));
        }
        if (map.get("type") instanceof String type) { // one that the provider has built in
            return new Tool(map.get("server_label") instanceof String server ? type + " " + server : type, null, null);
        }
        boolean named = map.size() == 1 && map.values().iterator().next() instanceof Map;
        return new Tool(named ? String.valueOf(map.keySet().iterator().next()) : Json.write(map), null, null);
    }

    private static @Nullable Object schema(Map<?, ?> map) {
        for (String key : SCHEMAS) {
            Object schema = map.get(key);
            if (schema != null) {
                return schema;
            }
        }
        return null;
    }
}
