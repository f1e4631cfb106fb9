package dev.traqo.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What has arrived, and the replies that wait to be used. One lock, so that the n-th request takes the n-th reply. */
final class Inbox {

    private final List<LlmRequest> requests = new ArrayList<>();
    private final BlockingQueue<LlmRequest> untaken = new LinkedBlockingQueue<>();
    private final Deque<Reply> generating = new ArrayDeque<>();
    private final Deque<Reply> embedding = new ArrayDeque<>();
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
        Reply reply = switch (purpose) {
            case GENERATES -> generating.poll();
            case EMBEDS -> embedding.poll();
            case LISTS -> null;
        };
        return new Received(request, reply);
    }

    synchronized void script(Wire.Purpose purpose, List<Reply> replies) {
        (purpose == Wire.Purpose.GENERATES ? generating : embedding).addAll(replies);
    }

    synchronized List<LlmRequest> requests() {
        return List.copyOf(requests);
    }

    @Nullable
    LlmRequest take(long seconds) throws InterruptedException {
        return untaken.poll(seconds, TimeUnit.SECONDS);
    }
}
