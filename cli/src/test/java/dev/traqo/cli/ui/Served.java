package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A server of one folder, and requests to it. */
final class Served implements AutoCloseable {

    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final Contents contents;
    private final Server server;

    /** Serves a folder without keeping anything on disk. */
    Served(Path root) throws IOException {
        this(root, new IndexCache(null, 0));
    }

    Served(Path root, IndexCache cache) throws IOException {
        this(root, cache, 300);
    }

    Served(Path root, IndexCache cache, long patienceMillis) throws IOException {
        Path pages = Files.createTempDirectory("pages");
        Files.writeString(pages.resolve("index.html"), "<!doctype html><head></head>");
        Roots roots = new Roots(root, null);
        InetAddress address = InetAddress.getLoopbackAddress();
        contents = new Contents(roots, cache, patienceMillis);
        server = Server.bind(address, 0, "/", fault -> System.err.println(fault));
        Map<String, Endpoint> endpoints = new HashMap<>(contents.endpoints());
        endpoints.put("events", contents.events());
        server.start(new Guard("127.0.0.1", address, server.port()), null, roots, endpoints, new Pages(pages, "/"));
    }

    URI uri(String endpoint, String... parameters) {
        StringBuilder text = new StringBuilder("http://127.0.0.1:" + server.port() + "/api/" + endpoint);
        for (int i = 0; i < parameters.length; i += 2) {
            text.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return URI.create(text.toString());
    }

    HttpResponse<byte[]> get(String endpoint, String... parameters) {
        return send(HttpRequest.newBuilder(uri(endpoint, parameters)).build());
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, Object> json(String endpoint, String... parameters) {
        HttpResponse<byte[]> answer = get(endpoint, parameters);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + text(answer));
        }
        return Tqc.object(Json.parse(text(answer)));
    }

    /** The index; asked for until it is there. */
    Tqc index(String file) {
        HttpResponse<byte[]> answer = get("index", "file", file);
        while (answer.statusCode() == 202) {
            answer = get("index", "file", file);
        }
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + text(answer));
        }
        return new Tqc(answer.body());
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
        contents.close();
    }
}
