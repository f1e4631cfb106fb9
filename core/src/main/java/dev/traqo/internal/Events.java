package dev.traqo.internal;

import dev.traqo.TokenUsage;
import dev.traqo.TraceFile;
import dev.traqo.internal.JsonWriter.Constant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of FORMAT.md section 3, field by field. Nothing else in the recorder knows a field name. */
public final class Events {

    private static final Constant TRACE_START = new Constant("{\"type\":\"trace_start\",\"trace_id\":\"");
    private static final Constant TRACE_END = new Constant("{\"type\":\"trace_end\",\"trace_id\":\"");
    private static final Constant SPAN_START = new Constant("{\"type\":\"span_start\",\"id\":\"");
    private static final Constant SPAN_END = new Constant("{\"type\":\"span_end\",\"id\":\"");
    private static final Constant EVENT = new Constant("{\"type\":\"event\",\"id\":\"");
    private static final Constant PARENT = new Constant("\",\"parent_id\":\"");
    private static final Constant NO_PARENT = new Constant("\",\"parent_id\":null,\"name\":");
    private static final Constant NAME_AFTER_ID = new Constant("\",\"name\":");
    private static final Constant TS = new Constant(",\"ts\":");
    private static final Constant TS_AFTER_ID = new Constant("\",\"ts\":");
    private static final Constant DURATION = new Constant(",\"duration_s\":");
    private static final Constant STATUS_OK = new Constant(",\"status\":\"ok\"");
    private static final Constant STATUS_ERROR = new Constant(",\"status\":\"error\"");
    private static final Constant STATUS_INTERRUPTED = new Constant(",\"status\":\"interrupted\"");
    private static final Constant THREAD = new Constant(",\"thread\":");
    private static final Constant KIND = new Constant(",\"kind\":");
    private static final Constant TAGS = new Constant(",\"tags\":[");
    private static final Constant METADATA = new Constant(",\"metadata\":{");
    private static final Constant TOKEN_USAGE = new Constant("\"token_usage\":");
    private static final Constant NEXT_TOKEN_USAGE = new Constant(",\"token_usage\":");
    private static final Constant INPUT_TOKENS = new Constant(",\"input_tokens\":");
    private static final Constant OUTPUT_TOKENS = new Constant(",\"output_tokens\":");
    private static final Constant CACHE_READ_TOKENS = new Constant(",\"cache_read_tokens\":");
    private static final Constant CACHE_CREATION_TOKENS = new Constant(",\"cache_creation_tokens\":");
    private static final Constant CACHE_CREATION_1H_TOKENS = new Constant(",\"cache_creation_1h_tokens\":");
    private static final Constant REASONING_TOKENS = new Constant(",\"reasoning_tokens\":");
    private static final Constant COST = new Constant(",\"cost\":");
    private static final Constant ERROR = new Constant(",\"error\":{\"type\":");
    private static final Constant MESSAGE = new Constant(",\"message\":");
    private static final Constant TRACEBACK = new Constant(",\"traceback\":");
    private static final Constant INPUT = new Constant(",\"input\":");
    private static final Constant OUTPUT = new Constant(",\"output\":");
    private static final Constant DATA = new Constant(",\"data\":");
    static final Constant FILE = new Constant("{\"_file\":\"");
    static final Constant FILE_TYPE = new Constant("\",\"_type\":");
    static final Constant TYPE_WITHOUT_FILE = new Constant("{\"_type\":");
    static final Constant FILE_SIZE = new Constant(",\"_size\":");
    static final Constant FILE_HASH = new Constant(",\"_sha256\":\"");
    static final Constant FILE_END = new Constant("\"}");
    private static final Constant END = new Constant("}\n");

    private static final int FORMAT_VERSION = 1;

    private Events() {}

    /** How a span or a trace ended. */
    public enum Status {
        OK,
        ERROR,
        INTERRUPTED;

        /** The word in the file. */
        public String label() {
            return switch (this) {
                case OK -> "ok";
                case ERROR -> "error";
                case INTERRUPTED -> "interrupted";
            };
        }
    }

    /** What a child trace was, for its parent's file. */
    public record Child(String name, String file, Status status, long durationMicros, RunTotals totals) {}

    /** What {@code trace_start} says. */
    public record Start(
            String traceId,
            @Nullable String name,
            @Nullable String release,
            String version,
            long pid,
            String host,
            @Nullable String threadId,
            List<String> tags,
            @Nullable ParentLink parent,
            @Nullable Object @Nullable [] metadata,
            @Nullable Object input) {}

    /** Where a child trace hangs. */
    public record ParentLink(String traceId, long spanId, String file) {}

    public static void traceStart(JsonWriter out, Start start, long ts) {
        out.raw(TRACE_START);
        out.ascii(start.traceId());
        out.raw(TS_AFTER_ID);
        out.timestamp(ts);
        optional(out, ",\"name\":", start.name());
        out.ascii(",\"format\":");
        out.number(FORMAT_VERSION);
        optional(out, ",\"tracer_version\":", start.version());
        optional(out, ",\"release\":", start.release());
        out.ascii(",\"pid\":");
        out.number(start.pid());
        optional(out, ",\"host\":", start.host());
        optional(out, ",\"thread_id\":", start.threadId());
        tags(out, start.tags().toArray(String[]::new));
        ParentLink parent = start.parent();
        if (parent != null) {
            out.ascii(",\"parent\":{\"trace_id\":\"");
            out.ascii(parent.traceId());
            out.raw('"');
            if (parent.spanId() != 0) {
                out.ascii(",\"span_id\":\"");
                out.hex(parent.spanId());
                out.raw('"');
            }
            optional(out, ",\"file\":", parent.file());
            out.raw('}');
        }
        metadata(out, start.metadata(), null);
        if (start.input() != null) {
            out.raw(INPUT);
            out.value(start.input());
        }
        out.raw(END);
    }

    /**
     * @param thread where it began, if that is why its parent is not known
     */
    public static void spanStart(
            JsonWriter out,
            long id,
            long parentId,
            String name,
            long ts,
            @Nullable String thread,
            @Nullable String kind,
            String @Nullable [] tags,
            @Nullable Object @Nullable [] metadata,
            @Nullable TokenUsage usage,
            @Nullable Object input) {
        out.raw(SPAN_START);
        head(out, id, parentId, name, ts);
        if (thread != null) {
            out.raw(THREAD);
            out.string(thread);
        }
        description(out, name, kind, tags, metadata, usage);
        if (input != null) {
            out.raw(INPUT);
            out.value(input);
        }
        out.raw(END);
    }

    public static void spanEnd(
            JsonWriter out,
            long id,
            long parentId,
            String name,
            long ts,
            long durationMicros,
            Status status,
            @Nullable String kind,
            String @Nullable [] tags,
            @Nullable Object @Nullable [] metadata,
            @Nullable TokenUsage usage,
            @Nullable Throwable error,
            @Nullable Object output) {
        out.raw(SPAN_END);
        head(out, id, parentId, name, ts);
        out.raw(DURATION);
        out.seconds(durationMicros);
        status(out, status);
        description(out, name, kind, tags, metadata, usage);
        if (error != null) {
            error(out, error);
        }
        if (output != null) {
            out.raw(OUTPUT);
            out.value(output);
        }
        out.raw(END);
    }

    public static void event(JsonWriter out, long id, long parentId, String name, long ts, @Nullable Object data) {
        out.raw(EVENT);
        head(out, id, parentId, name, ts);
        if (data != null) {
            out.raw(DATA);
            out.value(data);
        }
        out.raw(END);
    }

    public static void childStarted(JsonWriter out, long id, long parentId, long ts, String name, String file) {
        out.raw(EVENT);
        head(out, id, parentId, "child_started", ts);
        out.raw(DATA);
        out.ascii("{\"child_name\":");
        out.string(name);
        out.ascii(",\"child_file\":");
        out.string(file);
        out.raw('}');
        out.raw(END);
    }

    public static void childEnded(JsonWriter out, long id, long parentId, long ts, Child child) {
        out.raw(EVENT);
        head(out, id, parentId, "child_ended", ts);
        out.raw(DATA);
        out.ascii("{\"child_name\":");
        out.string(child.name());
        out.ascii(",\"child_file\":");
        out.string(child.file());
        childTotals(out, child);
        out.raw('}');
        out.raw(END);
    }

    public static void traceEnd(
            JsonWriter out,
            String traceId,
            long ts,
            long durationMicros,
            Status status,
            RunTotals totals,
            long dropped,
            List<Child> children,
            @Nullable Throwable error,
            @Nullable Object output) {
        out.raw(TRACE_END);
        out.ascii(traceId);
        out.raw(TS_AFTER_ID);
        out.timestamp(ts);
        out.raw(DURATION);
        out.seconds(durationMicros);
        status(out, status);
        out.ascii(",\"stats\":{\"spans\":");
        out.number(totals.spans);
        out.ascii(",\"events\":");
        out.number(totals.events);
        out.ascii(",\"errors\":");
        out.number(totals.errors);
        totals(out, totals);
        if (dropped > 0) {
            out.ascii(",\"dropped\":");
            out.number(dropped);
        }
        out.raw('}');
        children(out, children);
        if (error != null) {
            error(out, error);
        }
        if (output != null) {
            out.raw(OUTPUT);
            out.value(output);
        }
        out.raw(END);
    }

    private static void children(JsonWriter out, List<Child> children) {
        String separator = ",\"children\":[";
        for (Child child : children) {
            out.ascii(separator);
            out.ascii("{\"name\":");
            out.string(child.name());
            out.ascii(",\"file\":");
            out.string(child.file());
            childTotals(out, child);
            out.raw('}');
            separator = ",";
        }
        if (!children.isEmpty()) {
            out.raw(']');
        }
    }

    private static void childTotals(JsonWriter out, Child child) {
        status(out, child.status());
        out.raw(DURATION);
        out.seconds(child.durationMicros());
        out.ascii(",\"spans\":");
        out.number(child.totals().spans);
        totals(out, child.totals());
    }

    private static void totals(JsonWriter out, RunTotals totals) {
        out.ascii(",\"total_input_tokens\":");
        out.number(totals.inputTokens);
        out.ascii(",\"total_output_tokens\":");
        out.number(totals.outputTokens);
        out.ascii(",\"total_cache_read_tokens\":");
        out.number(totals.cacheReadTokens);
        out.ascii(",\"total_cache_creation_tokens\":");
        out.number(totals.cacheCreationTokens);
        out.ascii(",\"total_reasoning_tokens\":");
        out.number(totals.reasoningTokens);
        out.ascii(",\"total_cost\":");
        out.number(totals.cost);
        if (totals.unpriced > 0) {
            out.ascii(",\"unpriced\":");
            out.number(totals.unpriced);
        }
    }

    private static void head(JsonWriter out, long id, long parentId, String name, long ts) {
        out.hex(id);
        if (parentId == 0) {
            out.raw(NO_PARENT);
        } else {
            out.raw(PARENT);
            out.hex(parentId);
            out.raw(NAME_AFTER_ID);
        }
        out.name(name);
        out.raw(TS);
        out.timestamp(ts);
    }

    private static void status(JsonWriter out, Status status) {
        out.raw(
                switch (status) {
                    case OK -> STATUS_OK;
                    case ERROR -> STATUS_ERROR;
                    case INTERRUPTED -> STATUS_INTERRUPTED;
                });
    }

    private static void kind(JsonWriter out, @Nullable String kind) {
        if (kind != null) {
            out.raw(KIND);
            out.name(kind);
        }
    }

    private static void tags(JsonWriter out, String @Nullable [] tags) {
        if (tags == null || tags.length == 0) {
            return;
        }
        int before = out.length();
        out.raw(TAGS);
        boolean empty = true;
        for (String tag : tags) {
            if (tag != null) {
                out.element(tag, empty);
                empty = false;
            }
        }
        close(out, empty, before, ']');
    }

    /** Pairs of key and value; an array may end in unused places. */
    /** Kind, tags and metadata: copied at once where spans of this name had the same before. */
    private static void description(
            JsonWriter out,
            String name,
            @Nullable String kind,
            String @Nullable [] tags,
            @Nullable Object @Nullable [] metadata,
            @Nullable TokenUsage usage) {
        Shapes.Shape shape = out.shapes().find(name, kind, tags, metadata);
        boolean open;
        if (shape != null) {
            out.raw(shape);
            open = shape.open();
        } else {
            int start = out.length();
            kind(out, kind);
            tags(out, tags);
            open = openMetadata(out, metadata, usage != null);
            out.shapes().learn(name, kind, tags, metadata, open, out.bytes(), start, out.length() - start);
        }
        closeMetadata(out, open, usage);
    }

    private static void metadata(JsonWriter out, @Nullable Object @Nullable [] pairs, @Nullable TokenUsage usage) {
        closeMetadata(out, openMetadata(out, pairs, usage != null), usage);
    }

    private static void closeMetadata(JsonWriter out, boolean open, @Nullable TokenUsage usage) {
        if (usage != null) {
            if (!open) {
                out.raw(METADATA);
            }
            usage(out, usage, !open);
            out.raw('}');
        } else if (open) {
            out.raw('}');
        }
    }

    /** Pairs of key and value, without the last brace; false if nothing was written. An array may end unused. */
    private static boolean openMetadata(JsonWriter out, @Nullable Object @Nullable [] pairs, boolean usageFollows) {
        if (pairs == null) {
            return false;
        }
        int before = out.length();
        out.raw(METADATA);
        boolean empty = true;
        for (int i = 0; i < pairs.length && pairs[i] != null; i += 2) {
            String key = (String) pairs[i];
            Object value = pairs[i + 1];
            if (value == null || (usageFollows && key.equals("token_usage"))) {
                continue;
            }
            out.key(key, empty);
            empty = false;
            if (value instanceof String text) {
                out.name(text);
            } else {
                out.value(value);
            }
        }
        if (empty) {
            out.truncate(before);
        }
        return !empty;
    }

    /** Closes what was opened at {@code before}, or takes it back if nothing stands in it. */
    private static void close(JsonWriter out, boolean empty, int before, char bracket) {
        if (empty) {
            out.truncate(before);
        } else {
            out.raw(bracket);
        }
    }

    private static void usage(JsonWriter out, TokenUsage usage, boolean first) {
        out.raw(first ? TOKEN_USAGE : NEXT_TOKEN_USAGE);
        int start = out.length();
        tokens(out, INPUT_TOKENS, usage.inputTokens());
        tokens(out, OUTPUT_TOKENS, usage.outputTokens());
        tokens(out, CACHE_READ_TOKENS, usage.cacheReadTokens());
        tokens(out, CACHE_CREATION_TOKENS, usage.cacheCreationTokens());
        tokens(out, CACHE_CREATION_1H_TOKENS, usage.cacheCreation1hTokens());
        tokens(out, REASONING_TOKENS, usage.reasoningTokens());
        double cost = usage.cost();
        if (cost >= 0) {
            out.raw(COST);
            out.number(cost);
        }
        out.open(start);
    }

    private static void tokens(JsonWriter out, Constant key, long tokens) {
        if (tokens >= 0) {
            out.raw(key);
            out.number(tokens);
        }
    }

    /** What stands for an image, a sound or a document inside a value. */
    static void file(JsonWriter out, TraceFile file) {
        String name = file.name();
        if (name == null) {
            out.raw(TYPE_WITHOUT_FILE);
        } else {
            out.raw(FILE);
            out.ascii(name);
            out.raw(FILE_TYPE);
        }
        out.name(file.mediaType());
        out.raw(FILE_SIZE);
        out.number(file.size());
        out.raw(FILE_HASH);
        out.ascii(file.sha256());
        out.raw(FILE_END);
    }

    private static void error(JsonWriter out, Throwable error) {
        out.raw(ERROR);
        out.string(error.getClass().getName());
        out.raw(MESSAGE);
        out.string(ErrorText.message(error));
        out.raw(TRACEBACK);
        out.string(ErrorText.traceback(error));
        out.raw('}');
    }

    private static void optional(JsonWriter out, String key, @Nullable String value) {
        if (value != null) {
            out.ascii(key);
            out.string(value);
        }
    }
}
