package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer that goes on: events as they happen. That the client has gone shows when something is sent, so something
 * must be from time to time: {@link #heartbeat}. Not safe for several threads.
 */
final class ServerSentEvents implements AutoCloseable {

    /** After how long without an event a {@link #heartbeat} is due. */
    static final long HEARTBEAT_MILLIS = 15_000;

    private final OutputStream out;

    private ServerSentEvents(OutputStream out) {
        this.out = out;
    }

    /** Begins the answer. The client knows at once that it is connected. */
    static ServerSentEvents answer(Request request) throws IOException {
        ServerSentEvents events = new ServerSentEvents(request.stream("text/event-stream"));
        events.heartbeat();
        return events;
    }

    /**
     * Sends one event; it is on its way when this returns.
     *
     * @param id what the client names as {@code Last-Event-ID} when it connects again; null for none
     * @param data as {@link Json#write} takes it
     * @throws ClientGone if nobody listens any more
     */
    void send(String event, @Nullable String id, Object data) throws IOException {
        // JSON text has no line breaks: one `data` line is enough.
        String text = "event: " + event + "\n" + (id == null ? "" : "id: " + id + "\n") + "data: " + Json.write(data)
                + "\n\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** A comment, which no client shows. */
    void heartbeat() throws IOException {
        out.write(':');
        out.write('\n');
        out.write('\n');
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
