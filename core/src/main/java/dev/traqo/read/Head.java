package dev.traqo.read;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The small fields of one line, in the form in which the index keeps them. Reused from line to line. */
final class Head {

    static final int UNKNOWN = 0;
    static final int TRACE_START = 1;
    static final int SPAN_START = 2;
    static final int SPAN_END = 3;
    static final int EVENT = 4;
    static final int TRACE_END = 5;

    /** Forms of an id: none, 16 or 12 hex digits as a number, or the number of a string in the dictionary. */
    static final int NO_ID = 0;

    static final int HEX16 = 1;
    static final int HEX12 = 2;
    static final int ODD = 3;

    static final int OK = 0;
    static final int ERROR = 1;
    static final int INTERRUPTED = 2;

    static final long NONE = Long.MIN_VALUE;

    static final String[] TOKENS = {
        "input_tokens",
        "output_tokens",
        "cache_read_tokens",
        "cache_creation_tokens",
        "cache_creation_1h_tokens",
        "reasoning_tokens"
    };

    final Dictionary dictionary;

    int type;
    int idForm;
    long id;
    int parentForm;
    long parent;
    int name;
    /** Whether it says on which thread the span began. */
    boolean thread;

    int kind;
    long ts;
    long duration;
    int status;
    int model;
    boolean hasUsage;
    final long[] tokens = new long[TOKENS.length];
    double cost;
    double firstToken;

    Head(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    void clear() {
        type = UNKNOWN;
        idForm = NO_ID;
        parentForm = NO_ID;
        name = -1;
        thread = false;
        kind = -1;
        ts = NONE;
        duration = NONE;
        status = OK;
        clearMetadata();
    }

    void clearMetadata() {
        model = -1;
        firstToken = Double.NaN;
        clearUsage();
    }

    void clearUsage() {
        hasUsage = false;
        Arrays.fill(tokens, -1);
        cost = Double.NaN;
    }

    /** Takes the fields of a line that was parsed as a whole. */
    void fill(Map<?, ?> fields) {
        clear();
        type = type(fields.get("type"));
        name = number(fields.get("name"));
        thread = fields.get("thread") instanceof String;
        kind = number(fields.get("kind"));
        ts = TraceEvent.micros(fields.get("ts"));
        duration = micros(fields.get("duration_s"));
        status = status(fields.get("status"));
        if (fields.get("id") instanceof String text) {
            idForm = form(text);
            id = key(text, idForm);
        }
        if (fields.get("parent_id") instanceof String text) {
            parentForm = form(text);
            parent = key(text, parentForm);
        }
        if (fields.get("metadata") instanceof Map<?, ?> metadata) {
            fillMetadata(metadata);
        }
    }

    private void fillMetadata(Map<?, ?> metadata) {
        model = number(metadata.get("model"));
        if (metadata.get("time_to_first_token_s") instanceof Number seconds) {
            firstToken = seconds.doubleValue();
        }
        if (metadata.get("token_usage") instanceof Map<?, ?> usage) {
            hasUsage = true;
            for (int i = 0; i < TOKENS.length; i++) {
                if (usage.get(TOKENS[i]) instanceof Number count) {
                    tokens[i] = Math.max(0, count.longValue());
                }
            }
            if (usage.get("cost") instanceof Number known && known.doubleValue() >= 0) {
                cost = known.doubleValue();
            }
        }
    }

    private int number(@Nullable Object text) {
        return text instanceof String string ? dictionary.number(string) : -1;
    }

    private long key(String id, int form) {
        return form == ODD ? dictionary.number(id) : Long.parseUnsignedLong(id, 16);
    }

    static int form(String id) {
        if (id.length() != 16 && id.length() != 12) {
            return ODD;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return ODD;
            }
        }
        return id.length() == 16 ? HEX16 : HEX12;
    }

    static int type(@Nullable Object name) {
        if (!(name instanceof String text)) {
            return UNKNOWN;
        }
        return switch (text) {
            case "trace_start" -> TRACE_START;
            case "span_start" -> SPAN_START;
            case "span_end" -> SPAN_END;
            case "event" -> EVENT;
            case "trace_end" -> TRACE_END;
            default -> UNKNOWN;
        };
    }

    private static int status(@Nullable Object field) {
        return switch (Status.ofEnd(field)) {
            case ERROR -> ERROR;
            case INTERRUPTED -> INTERRUPTED;
            default -> OK;
        };
    }

    /** Microseconds of a {@code duration_s}, not negative; {@link #NONE} if it is no number. */
    static long micros(@Nullable Object seconds) {
        return seconds instanceof Number number ? Math.max(0, Math.round(number.doubleValue() * 1e6)) : NONE;
    }
}
