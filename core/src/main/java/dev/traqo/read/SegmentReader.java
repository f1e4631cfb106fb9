package dev.traqo.read;

import dev.traqo.read.Skipped.Reason;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads pieces of a file into {@link Segment}s: one reader for each thread, with its buffer and its dictionary. */
final class SegmentReader {

    private static final long COMPACT = Swar.word("{\"type\":");
    private static final long TRACE_START = Swar.word("\"trace_s");

    private static final long SPACED_TRACE_START = Swar.word(" \"trace_");

    private static final int LONGEST_LINE = 1 << 29;

    /** How much of the next line must be in the buffer before a line is taken: enough to see a trace begin. */
    private static final int LOOK_AHEAD = 17;

    final Dictionary dictionary = new Dictionary();
    private final HeadScanner scanner = new HeadScanner(dictionary);
    private final ByteSource source;
    private final boolean trusted;
    private final long length;
    private final int bufferSize;
    private byte[] buffer;

    /** Position in the text of the buffer's first byte, how many bytes it holds, and whether nothing follows them. */
    private long bufferAt;

    private int held;
    private boolean last;

    SegmentReader(ByteSource source, boolean trusted, int bufferSize) {
        this.source = source;
        this.trusted = trusted;
        this.length = source.length();
        this.bufferSize = bufferSize;
        this.buffer = new byte[bufferSize + Swar.PADDING];
    }

    /** Reads the lines that begin at {@code from} or behind it, and before {@code to}. */
    Segment read(long from, long to) throws IOException {
        Segment segment = new Segment(from, (int) Math.min(1 << 20, 16 + (to - from) / 600), dictionary);
        if (buffer.length > bufferSize + Swar.PADDING) {
            buffer = new byte[bufferSize + Swar.PADDING];
        }
        bufferAt = Math.max(0, from - 1);
        held = 0;
        fill(0, to);
        int line = from == 0 ? byteOrderMark() : firstLine(to);
        // a byte order mark moves the first line, not the piece that it belongs to
        long end = from == 0 ? Math.max(to, line + 1L) : to;
        while (line >= 0 && bufferAt + line < end && !(last && line >= held)) {
            line = line(segment, line, end);
        }
        return segment;
    }

    private int byteOrderMark() {
        return held >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF ? 3 : 0;
    }

    /** Where the first line of the piece begins; -1 if none does. */
    private int firstLine(long to) throws IOException {
        while (true) {
            int newline = Swar.newline(buffer, 0);
            if (newline < held) {
                return newline + 1;
            }
            if (last || bufferAt + held >= to) {
                return -1;
            }
            fill(held, to);
        }
    }

    /** Takes the line that begins here; returns where the next one does. */
    private int line(Segment segment, int line, long to) throws IOException {
        byte[] b = buffer;
        boolean trustLine = trusted && Swar.word(b, line) == COMPACT && b[line + 8] == '"';
        int at = scanner.scan(b, line, trustLine);
        int end = Swar.newline(b, at == scanner.bad ? line : at);
        if (!last && end + LOOK_AHEAD > held) {
            if (held - line > LONGEST_LINE) {
                return giveUp(segment, to);
            }
            fill(line, to);
            return 0;
        }
        segment.lines++;
        if (at != scanner.bad && accepted(b, line, at, end)) {
            take(segment, line, end);
        } else {
            judge(segment, line, end);
        }
        return end + 1;
    }

    /** A line that no Java array could hold is skipped. */
    private int giveUp(Segment segment, long to) throws IOException {
        segment.lines++;
        segment.skipped.add(Reason.GARBAGE, segment.lines);
        while (true) {
            int newline = Swar.newline(buffer, 0);
            if (newline < held || last) {
                return newline + 1;
            }
            fill(held, to);
        }
    }

    private boolean accepted(byte[] b, int line, int at, int end) {
        Head head = scanner.head;
        if (head.type == Head.UNKNOWN || head.idForm == Head.NO_ID && head.type != Head.EVENT) {
            return false;
        }
        if (scanner.whole()) {
            return scanner.space(b, at) == end;
        }
        // Only the last line of a trace can be torn: it stands at the end of the file or before the next trace.
        long next = Swar.word(b, end + 9);
        boolean mayBeTorn =
                end == held || Swar.word(b, end + 1) == COMPACT && (next == TRACE_START || next == SPACED_TRACE_START);
        if (mayBeTorn) {
            return false;
        }
        int brace = end - 1;
        while (b[brace] == '\r' || b[brace] == ' ' || b[brace] == '\t') {
            brace--;
        }
        return brace > line && b[brace] == '}';
    }

    private void take(Segment segment, int line, int end) {
        Head head = scanner.head;
        long at = bufferAt + line;
        switch (head.type) {
            case Head.SPAN_START -> segment.spanStart(head, at, end - line);
            case Head.SPAN_END -> segment.spanEnd(head, at, end - line);
            default -> segment.event(head, at, end - line);
        }
    }

    /** A line that is rare, or odd, or broken. */
    private void judge(Segment segment, int line, int end) {
        int from = scanner.space(buffer, line);
        if (from >= end) {
            return;
        }
        Object value;
        try {
            value = Json.parse(buffer, from, end - from);
        } catch (JsonException e) {
            boolean unfinished = end == held && last;
            Reason reason = !unfinished ? Reason.GARBAGE : source.truncated() ? Reason.TRUNCATED : Reason.TORN;
            segment.skipped.add(reason, segment.lines);
            return;
        }
        if (!(value instanceof Map<?, ?> fields)) {
            segment.skipped.add(Reason.NOT_AN_OBJECT, segment.lines);
            return;
        }
        Head head = scanner.head;
        head.fill(fields);
        if (head.type == Head.UNKNOWN) {
            segment.skipped.add(Reason.UNKNOWN_TYPE, segment.lines);
        } else if (head.type == Head.TRACE_START || head.type == Head.TRACE_END) {
            boolean start = head.type == Head.TRACE_START;
            boolean content = fields.get(start ? "input" : "output") != null;
            segment.boundary(start, bufferAt + line, end - line, small(fields), content);
        } else if (head.idForm == Head.NO_ID && head.type != Head.EVENT) {
            segment.skipped.add(Reason.NO_ID, segment.lines);
        } else {
            take(segment, line, end);
        }
    }

    private static Map<String, @Nullable Object> small(Map<?, ?> fields) {
        Map<String, @Nullable Object> small = new LinkedHashMap<>(TraceEvent.object(fields));
        small.remove("input");
        small.remove("output");
        return small;
    }

    /** Moves what begins here to the front of the buffer and reads on; a line longer than the buffer makes it grow. */
    private void fill(int from, long to) throws IOException {
        int kept = held - from;
        if (kept > (buffer.length - Swar.PADDING) / 2) {
            byte[] larger = Arrays.copyOf(buffer, buffer.length * 2);
            System.arraycopy(buffer, from, larger, 0, kept);
            buffer = larger;
        } else {
            System.arraycopy(buffer, from, buffer, 0, kept);
        }
        bufferAt += from;
        int room = buffer.length - Swar.PADDING - kept;
        // behind the piece only the end of its last line is wanted
        long wanted = Math.max(to + 1024 - (bufferAt + kept), Math.max(4096, kept));
        int n = source.read(bufferAt + kept, buffer, kept, (int) Math.min(room, wanted));
        held = kept + Math.max(n, 0);
        last = n <= 0 || bufferAt + held >= length;
        buffer[held] = '\n';
        Arrays.fill(buffer, held + 1, held + Swar.PADDING, (byte) 0);
        scanner.bad = held;
    }
}
