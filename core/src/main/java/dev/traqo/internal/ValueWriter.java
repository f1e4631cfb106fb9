package dev.traqo.internal;

import dev.traqo.TraceFile;
import java.io.File;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Turns any object into JSON, in the order that FORMAT.md section 2 gives.
 *
 * <p>The object belongs to the application and may do anything: throw, change while it is read, contain itself, be
 * endless. Whatever it does costs at most the element in question: the writer goes back to where that element began and
 * writes what went wrong instead.
 */
final class ValueWriter {

    static final int MAX_DEPTH = 100;
    static final int MAX_NODES = 1_000_000;
    /** Objects read through their getters: lower, because a getter can lead anywhere (a connection pool, a context). */
    static final int MAX_BEANS = 10_000;
    /** Objects that Jackson may fail at: where it fails at one (a cycle), it fails at most that hang together with it. */
    static final int MAX_REFUSALS = 8;

    private final JsonWriter out;
    private final @Nullable Object[] ancestors = new Object[MAX_DEPTH];
    private int depth;
    private int nodes;
    private int beans;
    private int refusals;

    ValueWriter(JsonWriter out) {
        this.out = out;
    }

    void write(Object value) {
        depth = 0;
        nodes = 0;
        beans = 0;
        refusals = 0;
        any(value);
    }

    private void any(@Nullable Object value) {
        int start = out.length();
        int level = depth;
        try {
            if (value == null) {
                out.raw(JsonWriter.NULL);
            } else if (!scalar(value)) {
                composite(value);
            }
        } catch (Throwable e) { // the application's code: it may throw anything, checked exceptions too
            out.truncate(start);
            while (depth > level) {
                ancestors[--depth] = null;
            }
            out.string("<" + typeName(value) + ": " + reason(e) + ">");
        }
    }

    private boolean scalar(Object value) {
        if (value instanceof CharSequence text) {
            out.string(text.toString());
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            out.number(((Number) value).longValue());
        } else if (value instanceof Boolean b) {
            out.bool(b);
        } else if (value instanceof Double d) {
            out.number(d.doubleValue());
        } else if (value instanceof Captured captured) {
            out.raw(captured.json(), 0, captured.json().length);
        } else if (value instanceof TraceFile file) {
            Events.file(out, file);
        } else {
            return rareScalar(value);
        }
        return true;
    }

    private boolean rareScalar(Object value) {
        if (value instanceof Float f) {
            // through its own text: 0.1f is 0.1, not 0.10000000149011612
            out.number(Float.isFinite(f) ? Double.parseDouble(f.toString()) : Double.NaN);
        } else if (value.getClass() == BigInteger.class || value.getClass() == BigDecimal.class) {
            out.ascii(value.toString());
        } else if (value instanceof AtomicInteger || value instanceof AtomicLong) {
            out.number(((Number) value).longValue());
        } else if (value instanceof AtomicBoolean b) {
            out.bool(b.get());
        } else if (value instanceof Enum<?> e) {
            out.name(e.name());
        } else if (value instanceof Character
                || value instanceof TemporalAccessor
                || value instanceof TemporalAmount
                || value instanceof UUID
                || value instanceof Path
                || value instanceof File
                || value instanceof URI
                || value instanceof URL
                || value instanceof Number) {
            out.string(value.toString());
        } else if (value instanceof Date date) {
            out.string(date.toInstant().toString());
        } else if (value instanceof Class<?> type) {
            out.string(type.getName());
        } else if (value instanceof Throwable t) {
            out.string(t.toString());
        } else if (value instanceof byte[] bytes) {
            out.string("<byte[]: " + bytes.length + " bytes>");
        } else if (value instanceof ByteBuffer bytes) {
            out.string("<ByteBuffer: " + bytes.remaining() + " bytes>");
        } else {
            return false;
        }
        return true;
    }

    private void composite(Object value) throws InvocationTargetException {
        if (value instanceof Optional<?> o) {
            any(o.orElse(null));
            return;
        }
        if (value instanceof OptionalInt || value instanceof OptionalLong || value instanceof OptionalDouble) {
            optionalNumber(value);
            return;
        }
        for (int i = depth - 1; i >= 0; i--) {
            if (ancestors[i] == value) {
                out.string("<cycle>");
                return;
            }
        }
        if (depth == MAX_DEPTH) {
            out.string("<depth>");
            return;
        }
        if (++nodes > MAX_NODES) {
            out.string("<size>");
            return;
        }
        ancestors[depth++] = value;
        if (value instanceof Map<?, ?> map) {
            map(map);
        } else if (value instanceof Iterable<?> items) {
            iterable(items);
        } else if (value.getClass().isArray()) {
            array(value);
        } else {
            object(value);
        }
        ancestors[--depth] = null;
    }

    private void optionalNumber(Object value) {
        if (value instanceof OptionalInt i) {
            any(i.isPresent() ? i.getAsInt() : null);
        } else if (value instanceof OptionalLong l) {
            any(l.isPresent() ? l.getAsLong() : null);
        } else if (value instanceof OptionalDouble d) {
            any(d.isPresent() ? d.getAsDouble() : null);
        }
    }

    private void map(Map<?, ?> map) {
        out.raw('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!first) {
                out.raw(',');
            }
            first = false;
            if (full()) {
                out.ascii("\"<size>\":\"<size>\"");
                break;
            }
            key(entry.getKey());
            out.raw(':');
            any(entry.getValue());
        }
        out.raw('}');
    }

    private void key(@Nullable Object key) {
        int start = out.length();
        try {
            out.name(key instanceof Enum<?> e ? e.name() : String.valueOf(key));
        } catch (Throwable e) { // the application's code
            out.truncate(start);
            out.string("<" + typeName(key) + ": " + reason(e) + ">");
        }
    }

    private void iterable(Iterable<?> items) {
        // A Path iterates over itself and is a scalar; other iterables that contain themselves end as a cycle.
        out.raw('[');
        boolean first = true;
        for (Object item : items) {
            if (!first) {
                out.raw(',');
            }
            first = false;
            if (full()) {
                out.string("<size>");
                break;
            }
            any(item);
        }
        out.raw(']');
    }

    private void array(Object array) {
        int n = Array.getLength(array);
        out.raw('[');
        for (int i = 0; i < n; i++) {
            if (i > 0) {
                out.raw(',');
            }
            if (full()) {
                out.string("<size>");
                break;
            }
            if (array instanceof int[] ints) {
                out.number(ints[i]);
            } else if (array instanceof long[] longs) {
                out.number(longs[i]);
            } else if (array instanceof double[] doubles) {
                out.number(doubles[i]);
            } else {
                any(Array.get(array, i));
            }
        }
        out.raw(']');
    }

    /** Counts scalars too, so that an endless iterable of numbers ends. */
    private boolean full() {
        return ++nodes > MAX_NODES;
    }

    private void object(Object value) throws InvocationTargetException {
        Properties properties = Properties.of(value.getClass());
        if (properties.isRecord()) {
            properties(value, properties);
            return;
        }
        if (!properties.isOpaque() && jackson(value, properties)) {
            return;
        }
        if (properties.isEmpty()) {
            out.string(String.valueOf(value));
        } else if (++beans > MAX_BEANS) {
            out.string("<size>");
        } else {
            properties(value, properties);
        }
    }

    private boolean jackson(Object value, Properties properties) {
        if (refusals > MAX_REFUSALS) {
            return false;
        }
        JacksonValues.Output json = JacksonValues.write(value, MAX_NODES - nodes);
        if (json == null) {
            refusals++;
            return false;
        }
        nodes += json.nodes();
        if (json.isFull()) {
            out.string("<size>");
        } else if (json.isEmptyObject() && properties.isEmpty()) {
            return false; // its text says more
        } else {
            json.copyTo(out);
        }
        return true;
    }

    private void properties(Object value, Properties properties) {
        out.raw('{');
        for (int i = 0; i < properties.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            out.name(properties.name(i));
            out.raw(':');
            property(value, properties, i);
        }
        out.raw('}');
    }

    private void property(Object value, Properties properties, int i) {
        Object read;
        try {
            read = properties.read(value, i);
        } catch (Throwable e) { // the application's code: it may throw anything
            Throwable cause = e instanceof InvocationTargetException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : e;
            out.string("<" + typeName(value) + ": " + reason(cause) + ">");
            return;
        }
        any(read);
    }

    private static String typeName(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        String simple = value.getClass().getSimpleName();
        return simple.isEmpty() ? value.getClass().getName() : simple;
    }

    /** Never calls more of the application's code than one {@code getMessage}, and survives that. */
    static String reason(Throwable e) {
        String type = e.getClass().getSimpleName();
        try {
            String message = e.getMessage();
            return message == null ? type : type + ": " + message;
        } catch (Throwable again) {
            return type;
        }
    }
}
