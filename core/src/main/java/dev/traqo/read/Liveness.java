package dev.traqo.read;

import dev.traqo.internal.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a trace without end that is still being written from one whose process is gone. */
final class Liveness {

    // Start times of processes are counted from boot on Linux and may be a second off.
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(2);
    private static final Duration RECENT = Duration.ofMinutes(1);

    private Liveness() {}

    /**
     * {@link Status#RUNNING} or {@link Status#CRASHED}.
     *
     * @param start fields of {@code trace_start}; empty if there is none
     */
    static Status of(Path file, Map<String, @Nullable Object> start) throws IOException {
        boolean alive = start.get("pid") instanceof Long pid && Machine.host().equals(start.get("host"))
                ? lives(pid, TraceEvent.micros(start.get("ts")))
                : changedRecently(file);
        return alive ? Status.RUNNING : Status.CRASHED;
    }

    /** Whether the process lives and is the one that wrote: ids are used again. */
    private static boolean lives(long pid, long startMicros) {
        Optional<ProcessHandle> process = pid > 0 ? ProcessHandle.of(pid) : Optional.empty();
        if (process.isEmpty() || !process.get().isAlive()) {
            return false;
        }
        Instant begun = process.get().info().startInstant().orElse(Instant.MIN);
        return startMicros == Long.MIN_VALUE
                || !begun.isAfter(TraceEvent.instant(startMicros).plus(CLOCK_DIFFERENCE));
    }

    /** Another machine's processes cannot be seen, only what they write. */
    private static boolean changedRecently(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minus(RECENT));
    }
}
