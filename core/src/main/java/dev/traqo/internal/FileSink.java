package dev.traqo.internal;

import dev.traqo.TokenUsage;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Puts finished lines into the file of one trace, from any thread.
 *
 * <h2>When a line reaches the operating system</h2>
 *
 * <p>At the rates that applications with language models have, <em>before the call that recorded it returns</em>: a
 * killed process loses nothing. A write costs about two microseconds, so this is kept up while it costs a few percent
 * of a core: every line adds {@link #LINE_NANOS} to a debt that time pays back. Within {@link #BURST_NANOS} of debt
 * lines are written through; a trace begins at that limit, so that one which lives for microseconds is written in two
 * pieces. Beyond it (more than about 20,000 spans a second) lines are collected and written together: by the caller
 * that fills half a buffer, or by the {@link Flusher} before the oldest has waited for the flush interval.
 *
 * <h2>Who writes</h2>
 *
 * <p>Whoever finds a reason to and sees no other writer, with the lock released. Others append to the second buffer
 * meanwhile; the writer goes on until nothing is left. A full buffer makes callers wait: nothing is dropped. In the
 * first mode, callers whose line is being carried by another writer wait for it.
 *
 * <h2>When the disk refuses</h2>
 *
 * <p>The file is cut back to whole lines, one warning is logged, a buffer's worth of lines is kept for the next attempt
 * (once a second, and at the end) and what does not fit is dropped and counted. The application never sees it.
 *
 * <p>The lock is never held during I/O and never spans user code.
 */
public final class FileSink {

    /** What one line costs: its inverse is the rate up to which lines are written through. */
    static final long LINE_NANOS = 25_000;

    static final long BURST_NANOS = 512 * LINE_NANOS;
    private static final long DEBT_LIMIT = BURST_NANOS + 5_000_000;

    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final int SPINS = 200;

    /** Many times as deep as it really goes: these calls are compiled to frames far smaller than others. */
    private static final int CALLS_TO_WRITE = 160;

    private static final long NOTHING_TO_AWAIT = 0;
    private static final long TOO_LATE = -1;

    private final Gate gate = new Gate();

    private final LineFile file;
    private final RunTotals totals = new RunTotals();
    private final long intervalNanos;
    private final int threshold;
    private final boolean force;

    // all guarded by the gate
    private byte[] front = Buffers.EMPTY;
    private int frontLength;
    private long frontSince;
    private byte[] back = Buffers.EMPTY;
    private boolean writing;
    /** The thread that is writing, while it does not hold the gate. */
    private @Nullable Thread outside;

    private long debt = BURST_NANOS - LINE_NANOS;
    private long lastLine;
    private boolean queued;
    private boolean closed;
    private long appended;
    private volatile long done;
    private long dropped;
    private long retryAt;
    private boolean failing;
    private volatile boolean saidTooLate;

    private FileSink(LineFile file, long intervalNanos, int threshold, boolean force, long now) {
        this.file = file;
        this.intervalNanos = intervalNanos;
        this.threshold = threshold;
        this.force = force;
        this.lastLine = now;
    }

    /**
     * Opens the file, or a numbered sibling when another tracer has it open.
     *
     * @param intervalNanos how long a line may wait in memory; 0 = none ever does
     * @param threshold bytes after which a caller writes; buffers are twice as large
     * @param force whether every write is forced to the disk
     * @throws IOException if the file cannot be opened or its folder cannot be made
     */
    public static FileSink open(Path path, long intervalNanos, int threshold, boolean force) throws IOException {
        return new FileSink(LineFile.open(path), intervalNanos, threshold, force, System.nanoTime());
    }

    /** The file that is really written. */
    public Path path() {
        return file.path();
    }

    /** Appends a line that counts as nothing. */
    public void append(JsonWriter line, long now) {
        append(line, now, Counts.NOTHING, null);
    }

    /** What a line adds to the totals. */
    public enum Counts {
        NOTHING,
        SPAN,
        EVENT,
        ERROR
    }

    /**
     * Appends a line.
     *
     * @param now reading of {@link System#nanoTime} when the event happened
     */
    public void append(JsonWriter line, long now, Counts counts, @Nullable TokenUsage usage) {
        long carried;
        Thread me = Thread.currentThread();
        gate.enter();
        try {
            if (closed) {
                carried = TOO_LATE;
            } else {
                count(counts, usage);
                carried = add(line.bytes(), line.length(), now);
            }
            gate.leave();
        } catch (Throwable e) { // no calls in here: there may be no stack left for one, and others wait at the gate
            if (outside == me) {
                outside = null;
                writing = false;
            } else {
                gate.held = 0;
            }
            throw e;
        }
        if (carried == TOO_LATE) {
            tooLate();
        } else if (carried != NOTHING_TO_AWAIT) {
            awaitDone(carried);
        }
    }

    private void tooLate() {
        if (saidTooLate) {
            return;
        }
        saidTooLate = true;
        Log.warnOnce(
                "late " + file.path(),
                file.path() + ": something was recorded after the trace was closed and is not in it;"
                        + " close the tracer after its asynchronous work",
                null);
    }

    private void count(Counts counts, @Nullable TokenUsage usage) {
        switch (counts) {
            case SPAN -> totals.spans++;
            case EVENT -> totals.events++;
            case ERROR -> totals.errors++;
            case NOTHING -> {}
        }
        if (usage != null) {
            totals.add(usage);
        }
    }

    /** Adds a line to the debt; false when the debt is too high to write it through. */
    private boolean pay(long now) {
        long elapsed = now - lastLine;
        if (elapsed > 0) {
            debt = Math.max(0, debt - elapsed);
            lastLine = now;
        }
        debt = Math.min(debt + LINE_NANOS, DEBT_LIMIT);
        return debt <= BURST_NANOS;
    }

    /** Returns which value of {@link #done} means that another writer has carried the line, or why not to wait. */
    private long add(byte[] bytes, int length, long now) {
        boolean through = pay(now) || intervalNanos == 0;
        if (frontLength == 0 && !writing && !failing && (through || length > threshold)) {
            writeDirectly(bytes, length);
            return NOTHING_TO_AWAIT;
        }
        if (length > 2 * threshold - frontLength && !makeRoom(length)) {
            // longer than a buffer, or the disk refuses
            if (closed) {
                return TOO_LATE;
            }
            if (mayTry()) {
                writeDirectly(bytes, length);
            } else {
                dropped++;
            }
            return NOTHING_TO_AWAIT;
        }
        if (frontLength + length > front.length) {
            front = Buffers.grow(front, frontLength, frontLength + length, 2 * threshold);
        }
        if (frontLength == 0) {
            frontSince = now;
        }
        System.arraycopy(bytes, 0, front, frontLength, length);
        frontLength += length;
        appended += length;
        if (through && writing) {
            return appended;
        }
        if (!writing && mayTry() && (through || frontLength >= threshold || now - frontSince >= intervalNanos)) {
            drain();
        }
        leaveToFlusher();
        return NOTHING_TO_AWAIT;
    }

    private boolean inBurst() {
        return intervalNanos != 0 && debt > BURST_NANOS;
    }

    /** Without a copy: nothing is waiting and nobody writes. */
    private void writeDirectly(byte[] bytes, int length) {
        requireStack(CALLS_TO_WRITE);
        appended += length;
        writeUnlocked(bytes, length);
        drain();
    }

    private void leaveToFlusher() {
        if (frontLength > 0 && !queued) {
            queued = Flusher.watch(this);
            if (!queued) {
                drain();
            }
        }
    }

    /** False while a disk that refused is left alone. */
    private boolean mayTry() {
        return !failing || System.nanoTime() - retryAt >= 0;
    }

    /** Waits for the writer until a line fits. False if it never will: then nobody writes. */
    private boolean makeRoom(int length) {
        for (int round = 0; length > 2 * threshold - frontLength; round++) {
            if (writing) {
                requireStack(CALLS_TO_WRITE);
                gate.yieldTo(round);
            } else if (frontLength == 0 || closed || !mayTry()) {
                return false;
            } else {
                drain();
            }
        }
        return !closed;
    }

    /** Writes until nothing is left. Enters and leaves with the lock; lets go of it while writing. */
    private void drain() {
        while (frontLength > 0 && !writing && mayTry()) {
            requireStack(CALLS_TO_WRITE);
            byte[] full = front;
            int filled = frontLength;
            int length = inBurst() ? file.alignedLength(filled) : filled;
            int rest = filled - length;
            byte[] next = Buffers.grow(back, 0, rest, 2 * threshold);
            System.arraycopy(full, length, next, 0, rest);
            front = next;
            frontLength = rest;
            frontSince += (long) ((lastLine - frontSince) * ((double) length / filled));
            back = full;
            boolean all = writeUnlocked(full, length);
            if (all && frontLength < threshold && inBurst()) {
                break; // what came meanwhile may wait for more
            }
        }
    }

    /** Enters and leaves with the lock; lets go of it while writing. True if the disk took everything. */
    private boolean writeUnlocked(byte[] bytes, int length) {
        writing = true;
        outside = Thread.currentThread();
        gate.leave();
        int kept = 0;
        try {
            kept = write(bytes, length);
        } finally { // whatever happened to this writer, others must be able to write after it
            gate.enter();
            outside = null;
            writing = false;
            done = done + kept;
            if (kept < length) {
                keepForLater(bytes, kept, length - kept);
            }
        }
        return kept == length;
    }

    private int write(byte[] bytes, int length) {
        try {
            file.write(bytes, 0, length);
            if (force) {
                file.force();
            }
            failing = false;
            return length;
        } catch (IOException
                | RuntimeException e) { // an Error is the thread's trouble, not the disk's: the next one writes
            failing = true;
            retryAt = System.nanoTime() + RETRY_NANOS;
            int kept = file.keepWholeLines(bytes, 0, length);
            Log.warnOnce(
                    "write " + file.path(),
                    file.path() + ": cannot be written; events are dropped until the disk takes them again",
                    e);
            return kept;
        }
    }

    /** Puts lines that the disk refused in front of those that came meanwhile, as far as they fit. */
    private void keepForLater(byte[] bytes, int from, int length) {
        byte[] joined = null;
        if (length <= 2 * threshold - frontLength) {
            try {
                joined = Buffers.grow(Buffers.EMPTY, 0, frontLength + length, 2 * threshold);
            } catch (OutOfMemoryError e) {
                // dropped, then
            }
        }
        if (joined == null) {
            dropped += lines(bytes, from, from + length);
            done = done + length;
            file.cutTornLine();
            if (bytes[from + length - 1] != '\n') {
                dropTornStart();
            }
        } else {
            System.arraycopy(bytes, from, joined, 0, length);
            System.arraycopy(front, 0, joined, length, frontLength);
            front = joined;
            frontLength += length;
        }
        if (frontLength > 0 && !queued) {
            queued = Flusher.watch(this);
        }
    }

    /** What waits begins in the middle of a line whose beginning is lost. */
    private void dropTornStart() {
        int end = 0;
        while (end < frontLength && front[end++] != '\n') {}
        System.arraycopy(front, end, front, 0, frontLength - end);
        frontLength -= end;
        done = done + end;
        dropped++;
    }

    private static int lines(byte[] bytes, int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    private void awaitDone(long mine) {
        for (int i = 0; i < SPINS; i++) {
            if (done >= mine) {
                return;
            }
            Thread.onSpinWait();
        }
        gate.enter();
        try {
            for (int round = 0; done < mine && (writing || (frontLength > 0 && mayTry())); round++) {
                if (writing) {
                    requireStack(CALLS_TO_WRITE);
                    gate.yieldTo(round);
                } else {
                    drain();
                }
            }
            leaveToFlusher();
        } finally {
            gate.leave();
        }
    }

    /**
     * Overflows the stack here, while nothing is locked or half done, rather than a few calls further on, where all
     * other threads would wait for this one for ever.
     */
    private static int requireStack(int calls) {
        return calls == 0 ? 0 : 1 + requireStack(calls - 1);
    }

    /** Called by the flusher. True if something may still be waiting. */
    boolean flush(long now) {
        if (!gate.tryEnter()) {
            return true;
        }
        try {
            if (closed) {
                return false;
            }
            if (frontLength > 0 && !writing && now - frontSince >= intervalNanos / 2) {
                drain();
            }
            if (frontLength > 0 || writing) {
                return true;
            }
            // Nothing comes any more: idle traces hold no buffers.
            if (debt - (now - lastLine) < BURST_NANOS) {
                Buffers.release(front);
                Buffers.release(back);
                front = Buffers.EMPTY;
                back = Buffers.EMPTY;
                queued = false;
                return false;
            }
            return true;
        } finally {
            gate.leave();
        }
    }

    /** How often the flusher should look. */
    long tickNanos() {
        return intervalNanos == 0 ? 1_000_000 : intervalNanos / 2;
    }

    /** Writes everything that waits. */
    public void flush() {
        gate.enter();
        try {
            awaitWriter();
            drain();
        } finally {
            gate.leave();
        }
    }

    private void awaitWriter() {
        for (int round = 0; writing; round++) {
            requireStack(CALLS_TO_WRITE);
            gate.yieldTo(round);
        }
    }

    /** The totals as they are now. */
    public RunTotals totals() {
        gate.enter();
        try {
            return totals.copy();
        } finally {
            gate.leave();
        }
    }

    /** Adds a finished child. */
    public void addChild(RunTotals child) {
        gate.enter();
        try {
            totals.addChild(child);
        } finally {
            gate.leave();
        }
    }

    /** How many events the disk refused so far. */
    public long dropped() {
        gate.enter();
        try {
            return dropped;
        } finally {
            gate.leave();
        }
    }

    /**
     * Writes everything, with this as the last line, and closes the file. Lines that come later are left out.
     *
     * @param last null to close without one
     */
    public void close(@Nullable JsonWriter last) {
        int length = last == null ? 0 : last.length();
        byte[] bytes;
        int total;
        gate.enter();
        try {
            awaitWriter();
            if (closed) {
                return;
            }
            retryAt = System.nanoTime();
            while (frontLength > 0 && frontLength + length > 2 * threshold && !failing) {
                drain();
                awaitWriter();
            }
            closed = true;
            writing = true;
            if (frontLength == 0 && last != null) {
                bytes = last.bytes();
                total = length;
            } else {
                joinLast(last, length);
                bytes = front;
                total = frontLength;
            }
        } finally {
            gate.leave();
        }
        int kept = 0;
        try {
            kept = write(bytes, total);
        } finally {
            finish(bytes, kept, total);
        }
    }

    /** Adds the last line to what waits, if there is memory for both. */
    private void joinLast(@Nullable JsonWriter last, int length) {
        if (last == null) {
            return;
        }
        try {
            front = Buffers.grow(front, frontLength, frontLength + length, 2 * threshold);
        } catch (OutOfMemoryError e) {
            dropped++;
            return;
        }
        System.arraycopy(last.bytes(), 0, front, frontLength, length);
        frontLength += length;
    }

    private void finish(byte[] bytes, int kept, int total) {
        if (kept < total) {
            file.cutTornLine();
        }
        try {
            file.close();
        } catch (IOException e) {
            Log.warnOnce("close " + file.path(), file.path() + ": could not be closed", e);
        }
        long lost;
        gate.enter();
        try {
            dropped += lines(bytes, kept, total);
            lost = dropped;
            writing = false;
            done = Long.MAX_VALUE;
            frontLength = 0;
            Buffers.release(front);
            Buffers.release(back);
            front = Buffers.EMPTY;
            back = Buffers.EMPTY;
        } finally {
            gate.leave();
        }
        if (lost > 0) {
            Log.warn(file.path() + ": " + lost + " events were dropped because the disk refused them", null);
        }
    }
}
