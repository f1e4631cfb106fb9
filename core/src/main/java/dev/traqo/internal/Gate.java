package dev.traqo.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held for tens of nanoseconds: one compare-and-set to enter, one plain store to leave, no queue, and
 * therefore nothing that needs memory or stack while others wait. Whoever does not get in looks again for a moment, then
 * sleeps for microseconds. On one thread it costs what a {@link java.util.concurrent.locks.ReentrantLock} costs.
 *
 * <p>Not reentrant, not fair; never held during I/O. Interrupts are neither answered nor cleared.
 */
final class Gate {

    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(Gate.class, "held", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SPINS = 200;
    private static final long SHORTEST_SLEEP = 5_000;
    private static final long LONGEST_SLEEP = 100_000;

    /** 1 while somebody is inside. Set to 0 directly by whoever cannot afford a call. */
    volatile int held;

    void enter() {
        if (!tryEnter()) {
            enterLater();
        }
    }

    boolean tryEnter() {
        return HELD.compareAndSet(this, 0, 1);
    }

    void leave() {
        HELD.setRelease(this, 0);
    }

    /** Lets others in for a moment: for whoever waits for something that they do. */
    void yieldTo(int round) {
        leave();
        try {
            sleep(round);
        } finally { // whoever asked will leave
            enter();
        }
    }

    private void enterLater() {
        for (int i = 0; i < SPINS; i++) {
            if (held == 0 && tryEnter()) {
                return;
            }
            Thread.onSpinWait();
        }
        for (int round = 0; !tryEnter(); round++) {
            sleep(round);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // better than spinning
    private void sleep(int round) {
        if (Thread.currentThread().isInterrupted()) {
            Thread.yield(); // parking would return at once
        } else {
            LockSupport.parkNanos(this, Math.min(SHORTEST_SLEEP << Math.min(round, 5), LONGEST_SLEEP));
        }
    }
}
