package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of server-sent events, as a browser's EventSource. */
final class Listener implements AutoCloseable {

    record Event(String type, @Nullable String id, Map<String, Object> data) {

        List<?> list(String key) {
            return (List<?>) data.get(key);
        }
    }

    private final InputStream in;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Id of the last event that was taken. */
    @Nullable
    String lastId;

    Listener(URI uri, @Nullable String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> answer =
                Served.CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IOException("answered with " + answer.statusCode());
        }
        in = answer.body();
        Thread thread = new Thread(this::read, "listener");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String type = null;
            String id = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(String.valueOf(type), id, Tqc.object(Json.parse(line.substring(6)))));
                    type = null;
                    id = null;
                }
            }
        } catch (IOException e) {
            // The connection was closed, by whomever.
        }
    }

    /** The next event; it must come. */
    Event next() throws InterruptedException {
        Event event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event came");
        }
        lastId = event.id() == null ? lastId : event.id();
        return event;
    }

    /** The next event of this type; others are passed over. */
    Event next(String type) throws InterruptedException {
        Event event = next();
        while (!event.type().equals(type)) {
            event = next();
        }
        return event;
    }

    boolean isQuiet() {
        return events.isEmpty();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
