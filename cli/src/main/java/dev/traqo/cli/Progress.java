package dev.traqo.cli;

import dev.traqo.cli.text.Glyphs;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Says on a terminal's standard error what work is going on, once that takes more than a second. */
final class Progress implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 1000;
    private static final long REFRESH_MILLIS = 200;

    private final PrintStream err;
    private final Supplier<String> state;
    private final Thread thread = new Thread(this::show, "traqo-progress");
    private boolean closed;
    private boolean shown;

    private Progress(PrintStream err, Supplier<String> state) {
        this.err = err;
        this.state = state;
    }

    /** Begins to wait; {@code state} is called from another thread. */
    static Progress of(Terminal terminal, Supplier<String> state) {
        Progress progress = new Progress(terminal.err(), state);
        if (terminal.showsProgress()) {
            progress.thread.setDaemon(true);
            progress.thread.start();
        }
        return progress;
    }

    private synchronized void show() {
        try {
            long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (!closed) {
                long left = TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime());
                if (left > 0) {
                    wait(left);
                    continue;
                }
                shown = true;
                err.print("\r\u001b[K" + Glyphs.line(state.get()));
                err.flush();
                next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REFRESH_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes the line, if there is one. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        if (shown) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
