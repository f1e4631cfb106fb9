package dev.traqo;

import dev.traqo.internal.Captured;
import dev.traqo.internal.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trace that has not begun.
 *
 * <p>What is not set here comes from a system property, an environment variable or the default, in this order. What is
 * wrong is refused here, at once, with an {@link IllegalArgumentException}; once the trace is open nothing throws.
 */
public final class TraceBuilder {

    private static final String ENDING = ".jsonl";

    private @Nullable String name;
    private @Nullable Path path;
    private final Tracer.@Nullable Parent parent;
    private @Nullable Path folder;
    private String prefix = "";
    private @Nullable Object input;
    private final Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    private final List<String> tags = new ArrayList<>();
    private @Nullable String threadId;
    private @Nullable String release = Settings.release();
    private boolean captureContent = Settings.captureContent();
    private boolean archive;
    private @Nullable Mask mask;
    private List<Backend> backends = List.of();
    private Duration flushInterval = Settings.flushInterval();
    private int flushThreshold = Settings.flushThreshold();
    private boolean force;

    TraceBuilder(@Nullable String name, @Nullable Path path, Tracer.@Nullable Parent parent) {
        this.name = name;
        this.parent = parent;
        if (path != null) {
            at(path);
        }
    }

    TraceBuilder at(Path path) {
        if (path == null) {
            throw new NullPointerException("path == null");
        }
        Path fileName = path.getFileName();
        if (fileName == null || fileName.toString().isEmpty() || Files.isDirectory(path)) {
            throw new IllegalArgumentException(
                    path + " is a folder; give the file to write, such as " + path.resolve("run.jsonl"));
        }
        String text = fileName.toString();
        if (text.endsWith(".gz") || text.endsWith(".zst")) {
            throw new IllegalArgumentException(
                    path + ": a trace is written as plain " + ENDING + "; use archive(true) to compress it at the end");
        }
        this.path = text.endsWith(ENDING) ? path : path.resolveSibling(text + ENDING);
        return this;
    }

    /** The settings that a child keeps, and a place beside its parent's file. */
    TraceBuilder like(TraceOptions parent, Path parentFile) {
        Path parentFolder = parentFile.getParent();
        folder = parentFolder == null ? Path.of("") : parentFolder;
        String text = parentFile.getFileName().toString();
        prefix = (text.endsWith(ENDING) ? text.substring(0, text.length() - ENDING.length()) : text) + ".";
        release = parent.release();
        captureContent = parent.captureContent();
        archive = parent.archive();
        mask = parent.mask();
        backends = parent.backends();
        flushInterval = parent.flushInterval();
        flushThreshold = parent.flushThreshold();
        force = parent.force();
        return this;
    }

    /** What the trace is called in lists; by default after its file. */
    public TraceBuilder name(String name) {
        if (name == null) {
            throw new NullPointerException("name == null");
        }
        this.name = name;
        return this;
    }

    /** What the run was given. */
    public TraceBuilder input(@Nullable Object value) {
        input = Captured.of(value);
        return this;
    }

    /** Adds or replaces one entry of the metadata. */
    public TraceBuilder metadata(String key, @Nullable Object value) {
        if (key == null) {
            throw new NullPointerException("key == null");
        }
        metadata.put(key, Captured.of(value));
        return this;
    }

    /** Adds or replaces entries of the metadata. */
    public TraceBuilder metadata(Map<String, ?> entries) {
        entries.forEach(this::metadata);
        return this;
    }

    /** Adds tags. */
    public TraceBuilder tags(String... tags) {
        this.tags.addAll(List.of(tags));
        return this;
    }

    /** The conversation that this run is part of. */
    public TraceBuilder threadId(@Nullable String threadId) {
        this.threadId = threadId;
        return this;
    }

    /** Version of the application. Default: {@code TRAQO_RELEASE}. */
    public TraceBuilder release(@Nullable String release) {
        this.release = release;
        return this;
    }

    /** Whether integrations record messages, arguments and results. Default: {@code TRAQO_CAPTURE_CONTENT}, or true. */
    public TraceBuilder captureContent(boolean capture) {
        captureContent = capture;
        return this;
    }

    /** Hides what must not reach the disk. */
    public TraceBuilder mask(@Nullable Mask mask) {
        this.mask = mask;
        return this;
    }

    /** Who else receives the trace. */
    public TraceBuilder backends(Backend... backends) {
        this.backends = List.of(backends);
        return this;
    }

    /** Compress the file when the trace is closed, instead of leaving it as text. */
    public TraceBuilder archive(boolean archive) {
        this.archive = archive;
        return this;
    }

    /**
     * How long an event may wait in memory when events come faster than 20,000 spans a second. Zero is strict: every
     * call returns after the write. Default: {@code TRAQO_FLUSH_INTERVAL}, or one millisecond.
     */
    public TraceBuilder flushInterval(Duration interval) {
        flushInterval = Settings.requireInterval(interval);
        return this;
    }

    /** Bytes after which waiting events are written in any case. Default: {@code TRAQO_FLUSH_THRESHOLD}, or 131072. */
    public TraceBuilder flushThreshold(int bytes) {
        flushThreshold = Settings.requireThreshold(bytes);
        return this;
    }

    /** Whether every write is also forced to the disk (fsync), to survive a power cut. Slow: hundreds of microseconds. */
    public TraceBuilder force(boolean force) {
        this.force = force;
        return this;
    }

    /**
     * Opens the file, makes the trace current on this thread and begins it. When the file cannot be opened, one warning
     * is logged and the tracer records nothing.
     */
    public Tracer open() {
        return Tracer.open(options(), parent);
    }

    /** Runs something inside the trace and records the exception that ends it. */
    public <X extends Exception> void run(Tracer.Run<X> body) throws X {
        Tracer tracer = open();
        try {
            body.run(tracer);
        } catch (Throwable e) {
            tracer.error(e);
            throw e;
        } finally {
            tracer.close();
        }
    }

    /** As {@link #run}; the result becomes the output of the trace unless one was set. */
    public <R extends @Nullable Object, X extends Exception> R call(Tracer.Call<R, X> body) throws X {
        Tracer tracer = open();
        try {
            R result = body.call(tracer);
            tracer.outputIfNone(result);
            return result;
        } catch (Throwable e) {
            tracer.error(e);
            throw e;
        } finally {
            tracer.close();
        }
    }

    private TraceOptions options() {
        @Nullable Object[] pairs = new Object[metadata.size() * 2];
        int at = 0;
        for (Map.Entry<String, @Nullable Object> entry : metadata.entrySet()) {
            pairs[at++] = entry.getKey();
            pairs[at++] = entry.getValue();
        }
        return new TraceOptions(
                name,
                path,
                folder == null ? Settings.traceDir() : folder,
                prefix,
                input,
                pairs,
                List.copyOf(tags),
                threadId,
                release,
                captureContent,
                archive,
                mask,
                backends,
                backends.stream().filter(TraceBuilder::wantsEvents).toList(),
                flushInterval,
                flushThreshold,
                force);
    }

    /** Most backends only take finished traces: then no event is turned into a string for them. */
    private static boolean wantsEvents(Backend backend) {
        try {
            return backend.getClass()
                            .getMethod("onEvent", String.class, String.class)
                            .getDeclaringClass()
                    != Backend.class;
        } catch (NoSuchMethodException e) {
            return true;
        }
    }
}
