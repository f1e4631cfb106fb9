package dev.traqo.llm;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of one stream that came and are not decoded yet. They are decoded in the order in which they came, by one thread
 * at a time.
 */
final class WaitingChunks {

    /** How many wait before they are decoded elsewhere: a hand-over costs more than a chunk. */
    private static final int BATCH = 16;

    /** How many wait before the thread that brings them decodes them, or waits until they are: memory has an end. */
    static final int MOST = 256;

    private final Reader reader;
    private final ReentrantLock decoding = new ReentrantLock();
    private final ArrayDeque<Chunk> waiting = new ArrayDeque<>();
    private boolean handedOver;

    private record Chunk(Object raw, long nanos) {}

    /** What decodes. Must not throw. */
    interface Reader {

        /** @param nanos when it came */
        void read(Object raw, long nanos);
    }

    WaitingChunks(Reader reader) {
        this.reader = reader;
    }

    void add(Object raw) {
        Chunk chunk = new Chunk(raw, System.nanoTime());
        boolean full;
        boolean handOver;
        synchronized (waiting) {
            waiting.add(chunk);
            full = waiting.size() >= MOST;
            handOver = waiting.size() >= BATCH && !handedOver;
            handedOver |= handOver;
        }
        if (handOver) {
            DecodingThread.run(this::decodeSome);
        } else if (full) {
            decodeAll();
        }
    }

    /** Decodes what waits; whoever comes second waits for the first. */
    void decodeAll() {
        decode(Integer.MAX_VALUE);
    }

    /** Other streams have their turn, too. */
    private void decodeSome() {
        if (!decode(MOST)) {
            DecodingThread.run(this::decodeSome);
        }
    }

    /** True if none is left. */
    private boolean decode(int most) {
        decoding.lock();
        try {
            for (int i = 0; i < most; i++) {
                Chunk chunk = next();
                if (chunk == null) {
                    return true;
                }
                reader.read(chunk.raw, chunk.nanos);
            }
            return false;
        } finally {
            decoding.unlock();
        }
    }

    private @Nullable Chunk next() {
        synchronized (waiting) {
            Chunk chunk = waiting.poll();
            if (chunk == null) {
                handedOver = false;
            }
            return chunk;
        }
    }
}
