package dev.traqo.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** The columns of an index, taken out of a file by Jackson's streaming parser: the file is cut in one part a thread. */
final class JacksonColumns {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private long[] offsets = new long[1 << 16];
    private long[] timestamps = new long[1 << 16];
    private long[] durations = new long[1 << 16];
    private String[] ids = new String[1 << 16];
    private String[] parents = new String[1 << 16];
    private String[] names = new String[1 << 16];
    private String[] kinds = new String[1 << 16];
    private String[] types = new String[1 << 16];
    private String[] statuses = new String[1 << 16];
    private int size;

    static List<JacksonColumns> read(Path file, int threads) throws IOException, InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try (FileChannel channel = FileChannel.open(file)) {
            long[] cuts = cuts(channel, threads);
            List<Callable<JacksonColumns>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                long from = cuts[i];
                long to = cuts[i + 1];
                parts.add(() -> new JacksonColumns().fill(file, from, to));
            }
            List<JacksonColumns> columns = new ArrayList<>();
            for (Future<JacksonColumns> part : workers.invokeAll(parts)) {
                columns.add(part.get());
            }
            return columns;
        } catch (ExecutionException e) {
            throw new IOException(e);
        } finally {
            workers.shutdown();
        }
    }

    int size() {
        return size;
    }

    /** Sum of all durations, in microseconds: shows that the work was done. */
    long totalMicros() {
        return Arrays.stream(durations, 0, size).sum();
    }

    private static long[] cuts(FileChannel channel, int parts) throws IOException {
        long[] cuts = new long[parts + 1];
        cuts[parts] = channel.size();
        ByteBuffer one = ByteBuffer.allocate(1);
        for (int i = 1; i < parts; i++) {
            long at = channel.size() / parts * i;
            do {
                channel.read(one.clear(), at++);
            } while (at < channel.size() && one.get(0) != '\n');
            cuts[i] = at;
        }
        return cuts;
    }

    private JacksonColumns fill(Path file, long from, long to) throws IOException {
        try (FileChannel channel = FileChannel.open(file).position(from);
                InputStream in = new Part(Channels.newInputStream(channel), to - from);
                JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
            while (parser.nextToken() != null) {
                event(parser, from);
            }
        }
        return this;
    }

    private void event(JsonParser parser, long from) {
        if (size == offsets.length) {
            grow();
        }
        int row = size++;
        offsets[row] = from + parser.currentTokenLocation().getByteOffset();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "type" -> types[row] = parser.getString();
                case "id" -> ids[row] = parser.getString();
                case "parent_id" -> parents[row] = parser.getValueAsString();
                case "name" -> names[row] = parser.getString();
                case "ts" -> timestamps[row] = micros(parser.getString());
                case "duration_s" -> durations[row] = Math.round(parser.getDoubleValue() * 1e6);
                case "status" -> statuses[row] = parser.getString();
                case "kind" -> kinds[row] = parser.getString();
                default -> parser.skipChildren();
            }
        }
    }

    /** Microseconds since the epoch of {@code 2026-11-22T10:24:29.028902Z}; Java's own parser would take a third of the time. */
    private static long micros(String ts) {
        long day = LocalDate.of(digits(ts, 0, 4), digits(ts, 5, 7), digits(ts, 8, 10))
                .toEpochDay();
        long second = ((day * 24 + digits(ts, 11, 13)) * 60 + digits(ts, 14, 16)) * 60 + digits(ts, 17, 19);
        return second * 1_000_000 + digits(ts, 20, 26);
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private void grow() {
        int length = size * 2;
        offsets = Arrays.copyOf(offsets, length);
        timestamps = Arrays.copyOf(timestamps, length);
        durations = Arrays.copyOf(durations, length);
        ids = Arrays.copyOf(ids, length);
        parents = Arrays.copyOf(parents, length);
        names = Arrays.copyOf(names, length);
        kinds = Arrays.copyOf(kinds, length);
        types = Arrays.copyOf(types, length);
        statuses = Arrays.copyOf(statuses, length);
    }

    /** The first bytes of a stream. */
    private static final class Part extends InputStream {

        private final InputStream in;
        private long left;

        Part(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? in.read() : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = in.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }
    }
}
