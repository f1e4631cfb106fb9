package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The lines of a trace that a test wrote. Whoever reads them checks them: every line is strict JSON without repeated
 * keys, matches the schema, has its fields in the order of FORMAT.md, and ends in a newline.
 */
public final class Lines {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Map<String, List<String>> ORDER = Map.of(
            "trace_start",
            List.of(
                    "type",
                    "trace_id",
                    "ts",
                    "name",
                    "format",
                    "tracer_version",
                    "release",
                    "pid",
                    "host",
                    "thread_id",
                    "tags",
                    "parent",
                    "metadata",
                    "input"),
            "span_start",
            List.of("type", "id", "parent_id", "name", "ts", "thread", "kind", "tags", "metadata", "input"),
            "span_end",
            List.of(
                    "type",
                    "id",
                    "parent_id",
                    "name",
                    "ts",
                    "duration_s",
                    "status",
                    "kind",
                    "tags",
                    "metadata",
                    "error",
                    "output"),
            "event",
            List.of("type", "id", "parent_id", "name", "ts", "data"),
            "trace_end",
            List.of(
                    "type",
                    "trace_id",
                    "ts",
                    "duration_s",
                    "status",
                    "recovered",
                    "stats",
                    "children",
                    "error",
                    "output"));

    private final List<String> texts;
    private final List<JsonNode> events;

    private Lines(List<String> texts, List<JsonNode> events) {
        this.texts = texts;
        this.events = events;
    }

    /** Reads and checks a trace file. */
    public static Lines of(Path file) {
        try {
            return check(strictUtf8(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String strictUtf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(java.nio.ByteBuffer.wrap(bytes))
                .toString();
    }

    private static Lines check(String text) {
        assertThat(text).isNotEmpty().endsWith("\n");
        List<String> texts = List.of(text.substring(0, text.length() - 1).split("\n", -1));
        List<JsonNode> events = new ArrayList<>();
        for (String line : texts) {
            events.add(checked(line));
        }
        return new Lines(texts, events);
    }

    /** Parses one line and checks it against schema and order. */
    public static JsonNode checked(String line) {
        JsonNode event = parse(line);
        assertThat(Schema.complaints(line)).as(line).isEmpty();
        List<String> order = ORDER.get(event.get("type").asString());
        List<String> fields = List.copyOf(event.propertyNames());
        assertThat(order.stream().filter(fields::contains).toList()).isEqualTo(fields);
        return event;
    }

    /** Strict JSON: nothing behind the value, no key twice. */
    public static JsonNode parse(String json) {
        return MAPPER.readTree(json);
    }

    public List<String> texts() {
        return texts;
    }

    public List<JsonNode> all() {
        return events;
    }

    public JsonNode get(int i) {
        return events.get(i);
    }

    public JsonNode last() {
        return events.get(events.size() - 1);
    }

    public Stream<JsonNode> ofType(String type) {
        return events.stream().filter(e -> e.get("type").asString().equals(type));
    }

    public JsonNode start(String span) {
        return one("span_start", span);
    }

    public JsonNode end(String span) {
        return one("span_end", span);
    }

    public JsonNode event(String name) {
        return one("event", name);
    }

    private JsonNode one(String type, String name) {
        List<JsonNode> found =
                ofType(type).filter(e -> e.get("name").asString().equals(name)).toList();
        assertThat(found).as(type + " " + name + " in " + texts).hasSize(1);
        return found.get(0);
    }

    /** Id of the span of this name. */
    public String id(String span) {
        return start(span).get("id").asString();
    }

    /** Name of the span above; null at the top of the trace. */
    public String parentOf(String span) {
        JsonNode parent = start(span).get("parent_id");
        if (parent.isNull()) {
            return null;
        }
        return ofType("span_start")
                .filter(e -> e.get("id").equals(parent))
                .map(e -> e.get("name").asString())
                .findFirst()
                .orElse("an unknown span");
    }

    /** Types and names, in the order of the file: what happened at a glance. */
    public List<String> story() {
        return events.stream()
                .map(e -> e.get("type").asString()
                        + (e.has("name") ? " " + e.get("name").asString() : ""))
                .toList();
    }
}
