package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The server over a folder, asked as a page asks it. */
final class Serving implements AutoCloseable {

    private final Viewer viewer;
    private final HttpClient client = HttpClient.newHttpClient();

    Serving(Path root) {
        try {
            Path pages = Files.createTempDirectory("pages");
            Files.writeString(pages.resolve("index.html"), "<!doctype html>");
            viewer =
                    Viewer.start(new Viewer.Settings(root, null, "127.0.0.1", 0, null, "/", pages, "test", line -> {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param parameters names and values in turn */
    URI address(String endpoint, String... parameters) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            query.append(i == 0 ? '?' : '&').append(parameters[i]).append('=');
            query.append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return URI.create("http://127.0.0.1:" + viewer.port() + "/api/" + endpoint + query);
    }

    HttpResponse<String> get(String endpoint, String... parameters) {
        return send(endpoint, HttpResponse.BodyHandlers.ofString(), parameters);
    }

    /** The answer as it comes; closing it closes the connection. */
    InputStream open(String endpoint, String... parameters) {
        return send(endpoint, HttpResponse.BodyHandlers.ofInputStream(), parameters)
                .body();
    }

    private <T> HttpResponse<T> send(String endpoint, HttpResponse.BodyHandler<T> handler, String... parameters) {
        try {
            return client.send(
                    HttpRequest.newBuilder(address(endpoint, parameters)).build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The lines of an answer. */
    List<Map<String, Object>> lines(String endpoint, String... parameters) {
        HttpResponse<String> response = get(endpoint, parameters);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return response.body().lines().map(Serving::object).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(String line) {
        return (Map<String, Object>) Json.parse(line);
    }

    @Override
    public void close() {
        viewer.close();
    }
}
