package dev.traqo.internal;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Whether the application is still interested in something that it was given: notices when the object becomes garbage.
 * Never throws.
 */
public final class Interest {

    private final Runnable gone;
    private @Nullable Watch latest;
    private Cleaner.@Nullable Cleanable cleanable;

    /** @param gone runs on the cleaner's thread when the latest watched object is garbage */
    public Interest(Runnable gone) {
        this.gone = gone;
    }

    /** Watches this object, which must not be reachable from {@code gone}, in place of the one before. */
    public synchronized void watch(Object handedOut) {
        try {
            Cleaner.Cleanable before = cleanable;
            Watch watch = new Watch(this);
            latest = watch;
            cleanable = Cleaners.CLEANER.register(handedOut, watch);
            if (before != null) {
                before.clean(); // does nothing but unregister: it is not the latest
            }
        } catch (Throwable e) { // no thread for the cleaner: what is watched ends with its trace
            Log.warnOnce("cleaner", "an abandoned result cannot be noticed; it ends with its trace", e);
        }
    }

    /** Stops watching. */
    public synchronized void lost() {
        latest = null;
        Cleaner.Cleanable before = cleanable;
        cleanable = null;
        if (before != null) {
            before.clean();
        }
    }

    private synchronized boolean isLatest(Watch watch) {
        return latest == watch;
    }

    private static final class Watch implements Runnable {

        private final Interest interest;

        Watch(Interest interest) {
            this.interest = interest;
        }

        @Override
        public void run() {
            if (interest.isLatest(this)) {
                interest.gone.run();
            }
        }
    }

    /** Its thread starts with the first object that is watched. */
    private static final class Cleaners {
        static final Cleaner CLEANER = Cleaner.create();
    }
}
