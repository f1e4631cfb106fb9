package dev.traqo.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What has arrived, and the replies that wait to be used. One lock, so that the n-th request takes the n-th reply. */
final class Inbox {

    private final List<LlmRequest> requests = new ArrayList<>();
    private final BlockingQueue<LlmRequest> untaken = new LinkedBlockingQueue<>();
    private final Map<Wire.Purpose, Deque<Reply>> scripts = new EnumMap<>(Wire.Purpose.class);
    private int arrived;

    /** Makes the request of its number. */
    interface Arrival {
        LlmRequest numbered(int number);
    }

    /** The request as recorded, and the next scripted reply for it, if any. */
    record Received(LlmRequest request, @Nullable Reply reply) {}

    synchronized Received receive(Arrival arrival, Wire.Purpose purpose) {
        LlmRequest request = arrival.numbered(++arrived);
        requests.add(request);
        untaken.add(request);
        Deque<Reply> script = scripts.get(purpose);
        return new Received(request, script == null ? null : script.poll());
    }

    synchronized void script(Wire.Purpose purpose, List<Reply> replies) {
        scripts.computeIfAbsent(purpose, unused -> new ArrayDeque<>()).addAll(replies);
    }

    synchronized List<LlmRequest> requests() {
        return List.copyOf(requests);
    }

    @Nullable
    LlmRequest take(long seconds) throws InterruptedException {
        return untaken.poll(seconds, TimeUnit.SECONDS);
    }
}
