package dev.traqo.cli.ui;

import dev.traqo.cli.ui.IndexHead.Column;
import dev.traqo.read.Json;
import dev.traqo.read.PointEvents;
import dev.traqo.read.Pricing;
import dev.traqo.read.TraceIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An index as TQC1 (ui/src/lib/tqc.ts). Columns are written one after the other through a small buffer: the body is never
 * in memory. Safe for any thread once made.
 */
final class TqcWriter {

    static final int OK = 0;
    static final int ERROR = 1;
    static final int RUNNING = 2;
    static final int INTERRUPTED = 3;
    static final int ORPHAN = 1;
    static final int LOST_PARENT = 2;

    private static final int NONE = 0xFFFF;
    private static final int BUFFER = 1 << 16;
    private static final byte[] PADDING = new byte[8];

    private final TraceIndex index;
    private final long t0;

    /** For each number of a string in the index, its place among names, kinds and models; -1 if it is none. */
    private final int[] names;

    private final int[] kinds;
    private final int[] models;
    private final int[] llmRows;
    private final IndexHead head;

    TqcWriter(TraceIndex index, Map<String, @Nullable Object> facts) {
        this.index = index;
        this.t0 = facts.get(TraceFacts.T0) instanceof Long origin ? origin : 0;
        names = new int[index.strings()];
        kinds = new int[index.strings()];
        models = new int[index.strings()];
        Arrays.fill(names, -1);
        Arrays.fill(kinds, -1);
        Arrays.fill(models, -1);
        ByteArrayOutputStream texts = new ByteArrayOutputStream();
        PointEvents points = index.points();
        List<String> used = new ArrayList<>();
        collect(index.size(), index::nameNumber, names, used);
        collect(points.size(), points::nameNumber, names, used);
        text(texts, "\"names\":", used, Integer.MAX_VALUE);
        used.clear();
        collect(index.size(), index::kindNumber, kinds, used);
        text(texts, ",\"kinds\":", used, NONE);
        used.clear();
        collect(index.size(), index::modelNumber, models, used);
        text(texts, ",\"models\":", used, NONE);
        llmRows = llmRows();
        head = new IndexHead(facts, texts.toByteArray(), columns());
    }

    IndexHead head() {
        return head;
    }

    /** Numbers are given in the order of first use: those of earlier rows stay when a file grows. */
    private void collect(int count, IntUnaryOperator numbers, int[] places, List<String> used) {
        for (int i = 0; i < count; i++) {
            int number = numbers.applyAsInt(i);
            if (number >= 0 && places[number] < 0) {
                places[number] = used.size();
                used.add(index.string(number));
            }
        }
    }

    private static void text(ByteArrayOutputStream out, String key, List<String> strings, int most) {
        out.writeBytes(key.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(Json.write(strings.size() <= most ? strings : strings.subList(0, most))
                .getBytes(StandardCharsets.UTF_8));
    }

    private int[] llmRows() {
        int[] rows = new int[64];
        int count = 0;
        for (int row = 0; row < index.size(); row++) {
            if (isLlm(index, row)) {
                if (count == rows.length) {
                    rows = Arrays.copyOf(rows, count * 2);
                }
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    /** Whether the row has a model, token usage or a first token. */
    static boolean isLlm(TraceIndex index, int row) {
        return index.modelNumber(row) >= 0
                || index.hasTokenUsage(row)
                || !Double.isNaN(index.timeToFirstTokenSeconds(row));
    }

    /** The number that stands for how the span ended. */
    static int status(TraceIndex index, int row) {
        return switch (index.status(row)) {
            case ERROR -> ERROR;
            case RUNNING -> RUNNING;
            case INTERRUPTED, CRASHED -> INTERRUPTED;
            case OK -> OK;
        };
    }

    static int flags(TraceIndex index, int row) {
        return (index.orphaned(row) ? ORPHAN : 0) | (index.lostParent(row) ? LOST_PARENT : 0);
    }

    /** Microseconds to the first token; -1 if not known. */
    static double firstToken(TraceIndex index, int row) {
        double seconds = index.timeToFirstTokenSeconds(row);
        return Double.isNaN(seconds) ? -1 : Math.rint(seconds * 1e6);
    }

    private List<Column> columns() {
        int n = index.size();
        int llm = llmRows.length;
        int events = index.points().size();
        return List.of(
                new Column("start", IndexHead.Type.F64, n),
                new Column("duration", IndexHead.Type.F64, n),
                new Column("parent", IndexHead.Type.I32, n),
                new Column("name", IndexHead.Type.U32, n),
                new Column("kind", IndexHead.Type.U16, n),
                new Column("status", IndexHead.Type.U8, n),
                new Column("flags", IndexHead.Type.U8, n),
                new Column("llmRow", IndexHead.Type.U32, llm),
                new Column("llmModel", IndexHead.Type.U16, llm),
                new Column("inputTokens", IndexHead.Type.F64, llm),
                new Column("outputTokens", IndexHead.Type.F64, llm),
                new Column("cacheReadTokens", IndexHead.Type.F64, llm),
                new Column("cacheCreationTokens", IndexHead.Type.F64, llm),
                new Column("reasoningTokens", IndexHead.Type.F64, llm),
                new Column("cost", IndexHead.Type.F64, llm),
                new Column("firstToken", IndexHead.Type.F64, llm),
                new Column("eventTime", IndexHead.Type.F64, events),
                new Column("eventParent", IndexHead.Type.I32, events),
                new Column("eventName", IndexHead.Type.U32, events));
    }

    /** Writes the columns: {@link IndexHead#columnBytes} bytes. */
    void writeColumns(OutputStream out) throws IOException {
        Sink sink = new Sink(out);
        int n = index.size();
        sink.doubles(n, row -> relative(index.startMicros(row)));
        sink.doubles(n, index::durationMicros);
        sink.ints(n, index::parent);
        sink.ints(n, row -> place(names, index.nameNumber(row)));
        sink.shorts(n, row -> shortPlace(kinds, index.kindNumber(row)));
        sink.bytes(n, row -> status(index, row));
        sink.bytes(n, row -> flags(index, row));
        int llm = llmRows.length;
        sink.ints(llm, i -> llmRows[i]);
        sink.shorts(llm, i -> shortPlace(models, index.modelNumber(llmRows[i])));
        sink.doubles(llm, i -> index.inputTokens(llmRows[i]));
        sink.doubles(llm, i -> index.outputTokens(llmRows[i]));
        sink.doubles(llm, i -> index.cacheReadTokens(llmRows[i]));
        sink.doubles(llm, i -> index.cacheCreationTokens(llmRows[i]));
        sink.doubles(llm, i -> index.reasoningTokens(llmRows[i]));
        Costs costs = new Costs(index, Pricing.standard());
        sink.doubles(llm, i -> known(costs.of(llmRows[i])));
        sink.doubles(llm, i -> firstToken(index, llmRows[i]));
        PointEvents points = index.points();
        sink.doubles(points.size(), event -> relative(points.micros(event)));
        sink.ints(points.size(), points::parent);
        sink.ints(points.size(), event -> place(names, points.nameNumber(event)));
        sink.flush();
    }

    private double relative(long micros) {
        return micros == Long.MIN_VALUE ? Double.NaN : micros - t0;
    }

    private static double known(double value) {
        return Double.isNaN(value) ? -1 : value;
    }

    private static int place(int[] places, int number) {
        return number < 0 ? -1 : places[number];
    }

    private static int shortPlace(int[] places, int number) {
        int place = place(places, number);
        return place < 0 || place > NONE ? NONE : place;
    }

    /** A little-endian buffer in front of a stream. */
    private static final class Sink {
        private final OutputStream out;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

        Sink(OutputStream out) {
            this.out = out;
        }

        void doubles(int count, IntToDoubleFunction values) throws IOException {
            for (int i = 0; i < count; i++) {
                room();
                buffer.putDouble(values.applyAsDouble(i));
            }
            end((long) count * Double.BYTES);
        }

        void ints(int count, IntUnaryOperator values) throws IOException {
            for (int i = 0; i < count; i++) {
                room();
                buffer.putInt(values.applyAsInt(i));
            }
            end((long) count * Integer.BYTES);
        }

        void shorts(int count, IntUnaryOperator values) throws IOException {
            for (int i = 0; i < count; i++) {
                room();
                buffer.putShort((short) values.applyAsInt(i));
            }
            end((long) count * Short.BYTES);
        }

        void bytes(int count, IntUnaryOperator values) throws IOException {
            for (int i = 0; i < count; i++) {
                room();
                buffer.put((byte) values.applyAsInt(i));
            }
            end(count);
        }

        private void room() throws IOException {
            if (buffer.remaining() < Double.BYTES) {
                flush();
            }
        }

        private void end(long bytes) throws IOException {
            room();
            buffer.put(PADDING, 0, (int) (IndexHead.aligned(bytes) - bytes));
        }

        void flush() throws IOException {
            out.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
    }
}
