package dev.traqo.cli.chat;

import dev.traqo.read.TraceFiles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells by its fields what a recorded value is. */
final class Shapes {

    private static final Set<String> ANSWER = Set.of("text", "reasoning", "tool_calls", "refusal", "files", "other");
    private static final Set<String> RESPONSES = Set.of("instructions", "input", "tools");

    private Shapes() {}

    /** A bare {@code input} may be the argument of any method. */
    static boolean isResponses(Map<?, ?> map, boolean ofModel) {
        Object input = map.get("input");
        boolean sure = ofModel || map.size() > 1;
        boolean items = input instanceof List<?> list && (sure ? allTyped(list) : allItems(list));
        boolean fields = RESPONSES.containsAll(map.keySet()) || ofModel && map.get("model") instanceof String;
        return (sure || items) && fields && (input instanceof String || items);
    }

    static boolean isContents(@Nullable Object contents, boolean ofModel) {
        return contents instanceof String
                || contents instanceof Map<?, ?> map && map.get("parts") instanceof List
                || contents instanceof List<?> list && (allItems(list) || ofModel && allTexts(list));
    }

    private static boolean allTexts(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(String.class::isInstance);
    }

    static boolean allItems(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(item -> item instanceof Map<?, ?> map && isItem(map));
    }

    /** Items of a kind that came later than this class are shown by their type. */
    static boolean allTyped(List<?> list) {
        return list.stream()
                .allMatch(item -> item instanceof Map<?, ?> map
                        && (map.get("role") instanceof String || map.get("type") instanceof String));
    }

    static boolean isItem(Map<?, ?> map) {
        if (map.get("role") instanceof String) {
            return map.containsKey("content") || map.containsKey("parts") || map.containsKey("tool_calls");
        }
        return map.get("parts") instanceof List && map.size() == 1
                || map.get("type") instanceof String type
                        && (type.equals("reasoning") || type.contains("_call") || type.equals("item_reference"));
    }

    static boolean isMessage(Map<?, ?> map) {
        return map.get("role") instanceof String && isItem(map);
    }

    /** Content and tool calls, without a role, as calls traced by hand record them. */
    static boolean isContentAlone(Map<?, ?> map) {
        boolean calls = map.get("tool_calls") instanceof List;
        return map.get("content") instanceof String && (map.size() == 1 || calls)
                || calls && map.containsKey("content") && map.get("content") == null;
    }

    /** What a model answered, as the integrations record it. Text alone would be a string: something else is there. */
    static boolean isAnswer(Map<?, ?> map) {
        boolean texts = List.of("text", "reasoning", "refusal").stream()
                .allMatch(key -> !map.containsKey(key) || map.get(key) instanceof String);
        boolean lists = List.of("tool_calls", "files", "other").stream()
                .allMatch(key -> !map.containsKey(key) || map.get(key) instanceof List<?> list && !list.isEmpty());
        boolean files = !(map.get("files") instanceof List<?> list)
                || list.stream().allMatch(file -> TraceFiles.stub(file) != null);
        boolean more = map.size() > (map.containsKey("text") ? 1 : 0);
        return texts && lists && files && more && ANSWER.containsAll(map.keySet());
    }

    static boolean isChoices(Map<?, ?> map) {
        boolean alone = map.size() == 1 || map.size() == 2 && map.get("other") instanceof List;
        return alone && map.get("choices") instanceof List<?> choices && allAnswers(choices);
    }

    private static boolean allAnswers(List<?> choices) {
        return !choices.isEmpty()
                && choices.stream()
                        .allMatch(choice -> choice == null
                                || choice instanceof String
                                || choice instanceof Map<?, ?> map && isAnswer(map));
    }

    /** A list of objects that all have this field, an object. */
    static boolean allHold(@Nullable Object list, String key) {
        return list instanceof List<?> items
                && !items.isEmpty()
                && items.stream().allMatch(item -> item instanceof Map<?, ?> map && map.get(key) instanceof Map);
    }
}
