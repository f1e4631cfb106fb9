package dev.traqo.examples.support;

import dev.traqo.read.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server that speaks OpenAI's protocol, and which of its models to ask. */
final class Endpoint {

    private static final String DEFAULT_MODEL = "gpt-5.4-mini";
    private static final String DEFAULT_EMBEDDING_MODEL = "text-embedding-3-small";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final String baseUrl;
    private final @Nullable String apiKey;
    private final String model;
    private final String embeddingModel;

    private Endpoint(String baseUrl, @Nullable String apiKey, String model, String embeddingModel) {
        this.baseUrl = baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl;
        this.apiKey = apiKey;
        this.model = model;
        this.embeddingModel = embeddingModel;
    }

    /** The one that the environment names, null if it names none. */
    static @Nullable Endpoint configured(UnaryOperator<@Nullable String> variable) {
        String url = variable.apply("OPENAI_BASE_URL");
        String key = variable.apply("OPENAI_API_KEY");
        if (blank(url) && blank(key)) {
            return null;
        }
        String model = variable.apply("OPENAI_MODEL");
        String embeddingModel = variable.apply("OPENAI_EMBEDDING_MODEL");
        return new Endpoint(
                url == null || blank(url) ? "https://api.openai.com/v1" : url.strip(),
                key == null || blank(key) ? null : key.strip(),
                model == null || blank(model) ? DEFAULT_MODEL : model,
                embeddingModel == null || blank(embeddingModel) ? DEFAULT_EMBEDDING_MODEL : embeddingModel);
    }

    /** A server in this process. */
    static Endpoint local(String baseUrl) {
        return new Endpoint(baseUrl, null, DEFAULT_MODEL, DEFAULT_EMBEDDING_MODEL);
    }

    /** For people: without a password that may stand in it. */
    String shownUrl() {
        return baseUrl.replaceFirst("//[^/@]*@", "//");
    }

    String model() {
        return model;
    }

    String embeddingModel() {
        return embeddingModel;
    }

    /** Sends a request and returns the lines of the answer as they arrive. */
    Stream<String> post(String path, Map<String, ?> body) throws LlmException {
        String url = shownUrl() + path;
        HttpResponse<Stream<String>> response;
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                    .timeout(Duration.ofSeconds(60))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)));
            if (apiKey != null) {
                request.header("Authorization", "Bearer " + apiKey);
            }
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        } catch (IllegalArgumentException e) {
            // The message of a refused header would show the key.
            throw new LlmException(
                    "OPENAI_BASE_URL or OPENAI_API_KEY is malformed (base URL: " + shownUrl()
                            + "); an address looks like https://api.openai.com/v1",
                    null);
        } catch (HttpTimeoutException e) {
            throw new LlmException(url + ": no answer in time; try again", e);
        } catch (ConnectException e) {
            throw new LlmException(url + ": cannot connect; check OPENAI_BASE_URL", e);
        } catch (IOException e) {
            throw new LlmException(url + ": the connection failed (" + e.getMessage() + "); try again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LlmException(url + ": interrupted while waiting for an answer", e);
        }
        if (response.statusCode() != 200) {
            throw refusal(url, response);
        }
        return response.body();
    }

    private static LlmException refusal(String url, HttpResponse<Stream<String>> response) {
        String body = response.body().collect(Collectors.joining("\n"));
        String message = Values.text(Values.map(Values.parse(body), "error"), "message");
        String remedy = switch (response.statusCode()) {
            case 401, 403 -> "check OPENAI_API_KEY";
            case 404 -> "check OPENAI_BASE_URL, which usually ends in /v1, and OPENAI_MODEL";
            case 429 -> "wait a little, or check the quota of the key";
            default -> "check OPENAI_BASE_URL and OPENAI_MODEL, or try again";
        };
        return new LlmException(
                url + ": HTTP " + response.statusCode() + (message.isEmpty() ? "" : " (" + message + ")") + "; "
                        + remedy,
                null);
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
