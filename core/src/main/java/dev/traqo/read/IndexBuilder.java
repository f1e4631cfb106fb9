package dev.traqo.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Builds the index of a file in three steps: pieces of the text are read into {@link Segment}s by all threads, {@link
 * Merge} connects them, {@link Assembly} copies them together, again by all threads.
 */
final class IndexBuilder {

    private static final long SMALLEST_PIECE = 1 << 20;
    private static final long LARGEST_PIECE = 8 << 20;
    private static final int PIECES_FOR_A_THREAD = 8;
    private static final int BUFFER = 256 << 10;
    private static final int FIRST_LINE = 16 << 20;

    private final ByteSource source;

    final Columns columns;
    final List<Merge.Part> parts;
    final Skipped skipped;

    /** Bytes of the text without a last line that is not complete. */
    final long bytes;

    /** One piece of a thread's work. */
    private interface Work {
        void run(SegmentReader reader, int piece) throws IOException;
    }

    static IndexBuilder of(ByteSource source, int threads, TraceIndex.Progress progress) throws IOException {
        long piece = Math.max(
                SMALLEST_PIECE, Math.min(LARGEST_PIECE, source.length() / ((long) threads * PIECES_FOR_A_THREAD)));
        return new IndexBuilder(source, threads, piece, BUFFER, progress);
    }

    /** The sizes of a piece and of a thread's buffer are parameters for tests. */
    IndexBuilder(ByteSource source, int threads, long piece, int bufferSize, TraceIndex.Progress progress)
            throws IOException {
        this.source = source;
        boolean trusted = trusted();
        long length = source.length();
        int pieces = Math.toIntExact((length + piece - 1) / piece);
        Segment[] segments = new Segment[pieces];
        List<SegmentReader> readers = new ArrayList<>();
        for (int i = 0; i == 0 || i < pieces && i < threads && source.parallel(); i++) {
            readers.add(new SegmentReader(source, trusted, (int) Math.min(bufferSize, Math.max(64, length))));
        }
        AtomicLong done = new AtomicLong();
        run(readers, pieces, (reader, i) -> {
            long end = Math.min(length, (i + 1) * piece);
            segments[i] = reader.read(i * piece, end);
            progress.read(done.addAndGet(end - i * piece), length);
        });
        List<Segment> list = List.of(segments);
        Dictionary dictionary = new Dictionary();
        Map<Dictionary, int[]> numbers = new HashMap<>();
        readers.forEach(reader -> numbers.put(reader.dictionary, reader.dictionary.numbersIn(dictionary)));
        list.forEach(segment -> segment.renumberIds(numbers.getOrDefault(segment.dictionary, new int[0])));
        Merge merge = new Merge(list);
        Assembly assembly = new Assembly(list, merge, dictionary, numbers);
        run(readers, pieces, (reader, i) -> assembly.copy(i));
        assembly.finish();
        columns = assembly.columns;
        parts = merge.parts();
        skipped = assembly.skipped();
        if (trusted) {
            completeOpenSpans();
        }
        if (source.truncated() && skipped.count(Skipped.Reason.TRUNCATED) == 0) {
            skipped.add(Skipped.Reason.TRUNCATED, Math.max(1, assembly.lines()));
        }
        bytes = skipped.count(Skipped.Reason.TORN) == 0 ? length : behindLastNewline(length);
    }

    private long behindLastNewline(long length) throws IOException {
        byte[] block = new byte[(int) Math.min(length, BUFFER)];
        for (long to = length; to > 0; ) {
            int wanted = (int) Math.min(to, block.length);
            int n = source.read(to - wanted, block, 0, wanted);
            for (int i = n - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return to - wanted + i + 1;
                }
            }
            to -= wanted;
        }
        return 0;
    }

    private static void run(List<SegmentReader> readers, int pieces, Work work) throws IOException {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> others = new ArrayList<>();
        for (SegmentReader reader : readers.subList(1, readers.size())) {
            Thread thread = new Thread(() -> work(reader, pieces, work, next, failure), "traqo-index");
            thread.setDaemon(true);
            thread.start();
            others.add(thread);
        }
        work(readers.get(0), pieces, work, next, failure);
        boolean interrupted = false;
        for (Thread thread : others) {
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable thrown = failure.get();
        if (thrown instanceof IOException e) {
            throw e;
        } else if (thrown instanceof Error e) {
            throw e;
        } else if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }

    private static void work(
            SegmentReader reader,
            int pieces,
            Work work,
            AtomicInteger next,
            AtomicReference<@Nullable Throwable> failure) {
        try {
            for (int i = next.getAndIncrement(); i < pieces && failure.get() == null; i = next.getAndIncrement()) {
                work.run(reader, i);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Whether the file says that its keys stand in the order that FORMAT.md guarantees. */
    private boolean trusted() throws IOException {
        byte[] bytes = new byte[(int) Math.min(source.length(), 4096) + Swar.PADDING];
        while (true) {
            int capacity = bytes.length - Swar.PADDING;
            int held = Math.max(0, source.read(0, bytes, 0, capacity));
            bytes[held] = '\n';
            int from = EventStream.startsWithByteOrderMark(bytes, 0, held) ? 3 : 0;
            int end = Swar.newline(bytes, from);
            if (end == held && held == capacity && held < source.length() && held < FIRST_LINE) {
                bytes = new byte[(int) Math.min(source.length(), 4L * capacity) + Swar.PADDING];
                continue;
            }
            try {
                return Json.parse(bytes, from, end - from) instanceof Map<?, ?> fields
                        && "trace_start".equals(fields.get("type"))
                        && fields.get("format") instanceof Long format
                        && format == 1;
            } catch (JsonException e) {
                return false;
            }
        }
    }

    /** A trusted file's starts were not read up to their metadata: ends repeat it, but open spans have none. */
    private void completeOpenSpans() throws IOException {
        HeadScanner scanner = new HeadScanner(columns.dictionary);
        for (int row = 0; row < columns.size; row++) {
            if (columns.ended(row)) {
                continue;
            }
            int length = columns.startLength[row];
            byte[] line = new byte[length + Swar.PADDING];
            if (source.read(columns.startAt[row], line, 0, length) != length) {
                continue;
            }
            line[length] = '\n';
            scanner.bad = length;
            if (scanner.scan(line, 0, false) == scanner.bad && !parsed(scanner.head, line, length)) {
                continue;
            }
            Head head = scanner.head;
            columns.model[row] = head.model;
            if (head.hasUsage || !Double.isNaN(head.firstToken)) {
                columns.usage[row] = columns.usages.add(head);
                columns.flags[row] |= (byte) (head.hasUsage ? Segment.USAGE : 0);
            }
        }
    }

    private static boolean parsed(Head head, byte[] line, int length) {
        try {
            if (Json.parse(line, 0, length) instanceof Map<?, ?> fields) {
                head.fill(fields);
                return true;
            }
        } catch (JsonException e) {
            // its head was good enough
        }
        return false;
    }
}
