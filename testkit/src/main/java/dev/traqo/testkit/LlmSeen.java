package dev.traqo.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the application has seen of its calls: the pieces of text in order, and the exception that came out. */
final class LlmSeen implements Consumer<String> {

    private static final int MOST_CAUSES = 10;

    private final boolean traced;
    private final FakeLlmServer server;
    private final List<String> pieces = new ArrayList<>();
    private final long beganNanos = System.nanoTime();
    private long firstPieceNanos;
    private @Nullable Throwable failure;

    LlmSeen(boolean traced, FakeLlmServer server) {
        this.traced = traced;
        this.server = server;
    }

    @Override
    public synchronized void accept(String piece) {
        if (!piece.isEmpty() && firstPieceNanos == 0) {
            firstPieceNanos = System.nanoTime();
        }
        pieces.add(piece);
    }

    void failed(Throwable e) {
        failure = e;
    }

    boolean isTraced() {
        return traced;
    }

    FakeLlmServer server() {
        return server;
    }

    synchronized List<String> pieces() {
        return List.copyOf(pieces);
    }

    String text() {
        return String.join("", pieces());
    }

    /** What came out of the library; null if nothing did. */
    @Nullable
    Throwable failure() {
        return failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** As {@link #failure}, where something must have come out. */
    Throwable thrown() {
        return Objects.requireNonNull(failure(), "the library threw nothing");
    }

    long beganNanos() {
        return beganNanos;
    }

    /** When the application had the first text; 0 if it had none. */
    synchronized long firstPieceNanos() {
        return firstPieceNanos;
    }

    /** What must be the same with and without tracing. */
    List<String> facts() {
        List<String> facts = new ArrayList<>(pieces());
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++, cause = cause.getCause()) {
            String message =
                    String.valueOf(cause.getMessage()).replace(server.url().substring(7), "SERVER");
            facts.add("exception " + cause.getClass().getName() + ": "
                    + message.replaceAll("@[0-9a-f]{5,8}\\b", "@…").replaceAll("127\\.0\\.0\\.1[/:]\\S*", "SERVER"));
        }
        return facts;
    }
}
