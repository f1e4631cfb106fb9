package dev.traqo.gemini;

import dev.traqo.Kind;
import dev.traqo.llm.LlmRequest;
import dev.traqo.llm.Providers;
import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** What a request asks a model for, by the shape of its address: {@code …/models/MODEL:verb}. */
final class GeminiRequest {

    /** Models of Google's, of other publishers, tuned ones, and those that are deployed at an endpoint. */
    private static final Pattern ADDRESS =
            Pattern.compile(".*/(?:models|tunedModels|endpoints)/(?<model>[^/:]+):(?<verb>\\w+)");

    private GeminiRequest() {}

    /** Null for a request that is no call of a model. */
    static @Nullable LlmRequest read(Request request) {
        Matcher address = ADDRESS.matcher(request.url().encodedPath());
        if (!request.method().equals("POST") || !address.matches()) {
            return null;
        }
        Map<?, ?> body = json(request.body());
        String verb = address.group("verb");
        LlmRequest asked = switch (verb) {
            case "generateContent" -> chat(body);
            case "streamGenerateContent" -> chat(body).stream(true);
            case "embedContent" -> embeddings(List.of(body), true);
            case "batchEmbedContents" -> embeddings(body.get("requests"), false);
            case "predict" -> prediction(body);
            default -> other(verb, body);
        };
        return asked.model(address.group("model"))
                .provider(Providers.at(request.url().toString(), "google"));
    }

    /** The generation's settings are parameters like those beside them. */
    private static LlmRequest chat(Map<?, ?> body) {
        Map<Object, @Nullable Object> flat = new LinkedHashMap<>(body);
        flat.remove("model"); // stands in the address
        if (flat.remove("generationConfig") instanceof Map<?, ?> settings) {
            flat.putAll(settings);
        }
        return LlmRequest.of("chat", Kind.LLM).api("generateContent").body(flat);
    }

    /** Vertex has texts embedded, and pictures made, by the same verb. */
    private static LlmRequest prediction(Map<?, ?> body) {
        boolean embeds = body.get("instances") instanceof List<?> instances
                && !instances.isEmpty()
                && instances.get(0) instanceof Map<?, ?> first
                && first.get("content") instanceof String;
        LlmRequest asked = embeds ? embeddings(body.get("instances"), false) : other("predict", body);
        if (embeds && body.get("parameters") instanceof Map<?, ?> settings) {
            settings.forEach((key, value) -> asked.parameter(String.valueOf(key), value));
        }
        return asked;
    }

    /** What is asked and how to answer are not told apart. */
    private static LlmRequest other(String verb, Map<?, ?> body) {
        return LlmRequest.of("models." + verb, null).api("models").input(body);
    }

    /** Of a batch, every content has parameters of its own; those of the first are recorded. */
    private static LlmRequest embeddings(@Nullable Object requests, boolean single) {
        LlmRequest asked = LlmRequest.of("embeddings", Kind.EMBEDDING).api("embedContent");
        Map<Object, @Nullable Object> settings = new LinkedHashMap<>();
        List<@Nullable Object> contents = new ArrayList<>();
        for (Object each : requests instanceof List<?> list ? list : List.of()) {
            Map<Object, @Nullable Object> request = new LinkedHashMap<>(each instanceof Map<?, ?> map ? map : Map.of());
            if (request.remove("embedContentConfig") instanceof Map<?, ?> inner) {
                request.putAll(inner);
            }
            Object content = request.remove("content");
            Object title = request.remove("title");
            contents.add(title == null || content == null ? content : Map.of("title", title, "content", content));
            request.forEach(settings::putIfAbsent);
        }
        settings.remove("model");
        settings.forEach((key, value) -> asked.parameter(String.valueOf(key), value));
        return asked.input(single ? contents.get(0) : contents);
    }

    private static Map<?, ?> json(@Nullable RequestBody body) {
        if (body == null || body.isOneShot() || body.isDuplex()) {
            return Map.of();
        }
        try {
            Buffer bytes = new Buffer();
            body.writeTo(bytes);
            byte[] utf8 = bytes.readByteArray();
            return Json.parse(utf8, 0, utf8.length) instanceof Map<?, ?> map ? map : Map.of();
        } catch (IOException | JsonException e) {
            return Map.of();
        }
    }
}
