package dev.traqo.llm;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Server-sent events in a stream of bytes that is cut anywhere: the data of each event, its lines joined. Comments and
 * all fields but {@code data} are left out.
 */
final class SseEvents {

    private final Consumer<byte[]> event;
    private final int mostBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private boolean hasData;
    private boolean tooLong;
    private boolean lost;
    private byte last;

    /** @param mostBytes an event with more is left out */
    SseEvents(int mostBytes, Consumer<byte[]> event) {
        this.mostBytes = mostBytes;
        this.event = event;
    }

    void read(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int start = offset;
        for (int i = offset; i < end; i++) {
            byte one = bytes[i];
            if (one != '\n' && one != '\r') {
                continue;
            }
            boolean secondOfTwo = one == '\n' && (i > offset ? bytes[i - 1] : last) == '\r';
            if (!secondOfTwo) {
                line(bytes, start, i - start);
            }
            start = i + 1;
        }
        if (start < end) {
            keep(line, bytes, start, end - start);
        }
        last = length > 0 ? bytes[end - 1] : last;
    }

    /** Nothing more comes: an event that no blank line ends is one too. */
    void end() {
        if (line.size() > 0) {
            line(new byte[0], 0, 0);
        }
        dispatch();
    }

    /** Whether an event was left out. */
    boolean isIncomplete() {
        return lost;
    }

    private void line(byte[] bytes, int from, int length) {
        if (line.size() > 0) {
            keep(line, bytes, from, length);
            byte[] whole = line.toByteArray();
            line.reset();
            field(whole, 0, whole.length);
        } else if (length > 0) {
            field(bytes, from, length);
        } else {
            dispatch();
        }
    }

    private void field(byte[] bytes, int from, int length) {
        boolean isData = length >= 5
                && bytes[from] == 'd'
                && bytes[from + 1] == 'a'
                && bytes[from + 2] == 't'
                && bytes[from + 3] == 'a'
                && bytes[from + 4] == ':';
        if (!isData) {
            return;
        }
        int skipped = length > 5 && bytes[from + 5] == ' ' ? 6 : 5;
        if (hasData) {
            data.write('\n');
        }
        hasData = true;
        keep(data, bytes, from + skipped, length - skipped);
    }

    private void dispatch() {
        if (hasData && !tooLong) {
            event.accept(data.toByteArray());
        }
        data.reset();
        hasData = false;
        tooLong = false;
    }

    private void keep(ByteArrayOutputStream to, byte[] bytes, int from, int length) {
        if ((long) to.size() + length > mostBytes) {
            tooLong = true;
            lost = true;
        } else {
            to.write(bytes, from, length);
        }
    }
}
