package dev.traqo.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line of JSON into a reused byte array, in one pass and without garbage.
 *
 * <h2>Where the speed comes from</h2>
 *
 * <ul>
 *   <li><b>Constants</b> (keys with their quotes and commas) are byte arrays padded to eight, copied as longs.
 *   <li><b>Short strings</b> that come again and again (names, kinds, tags, metadata keys, models) are looked up in a
 *       small table of finished bytes, keyed by {@link String#hashCode}, which strings remember. A string enters only
 *       when its slot sees it twice in a row, so strings that never repeat cost no allocation.
 *   <li><b>Long strings</b> go through two intrinsics, {@link String#getChars} and the ISO-8859-1 encoder, neither of
 *       which allocates, and are then escaped eight bytes at a time. {@code getBytes(UTF_8)} would be as fast but
 *       allocates the string once more.
 * </ul>
 *
 * <p>Writers are borrowed from a small pool instead of a {@link ThreadLocal}: a hundred thousand virtual threads share a
 * few dozen, an application server's threads keep nothing of ours alive, and a {@code toString} that records spans of
 * its own while it is being recorded simply borrows a second one. A thread remembers its last writer weakly and takes
 * the same again, so that the buffers stay in the cache of one core. Not thread-safe while borrowed.
 */
public final class JsonWriter {

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int START_SIZE = 32 * 1024;
    private static final int KEEP_SIZE = 1024 * 1024;
    private static final int CHUNK = 2048;
    private static final int SHORT_STRING = 48;
    /** From here on a string may not fit the memory once it is escaped: it is written as a value that may fail alone. */
    private static final int HUGE_STRING = 1 << 20;

    private static final int CACHE_SIZE = 512;
    /** Long copies may run past the end of what they copy. */
    private static final int SLACK = 64;

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private static final short[] HEX = new short[256];
    private static final short[] TWO_DIGITS = new short[100];
    /** Per ASCII character: 0 = as it is, 1 = {@code \\u00XX}, otherwise the letter behind the backslash. */
    private static final byte[] ESCAPE = new byte[128];
    /** Per Latin-1 character: backslash and letter as one short, 0 if it has no such form. */
    private static final short[] ESCAPE_PAIR = new short[256];

    static {
        for (int i = 0; i < 256; i++) {
            HEX[i] = (short) (Character.forDigit(i >> 4, 16) | Character.forDigit(i & 15, 16) << 8);
        }
        for (int i = 0; i < 100; i++) {
            TWO_DIGITS[i] = (short) (('0' + i / 10) | ('0' + i % 10) << 8);
        }
        for (int i = 0; i < 32; i++) {
            ESCAPE[i] = 1;
        }
        ESCAPE['"'] = '"';
        ESCAPE['\\'] = '\\';
        ESCAPE['\n'] = 'n';
        ESCAPE['\r'] = 'r';
        ESCAPE['\t'] = 't';
        ESCAPE['\b'] = 'b';
        ESCAPE['\f'] = 'f';
        for (int i = 0; i < 128; i++) {
            if (ESCAPE[i] > 1) {
                ESCAPE_PAIR[i] = (short) ('\\' | ESCAPE[i] << 8);
            }
        }
    }

    private static final int KEPT =
            Integer.highestOneBit(Math.max(16, Runtime.getRuntime().availableProcessors())) * 2;
    private static final AtomicReferenceArray<@Nullable JsonWriter> POOL = new AtomicReferenceArray<>(KEPT);
    private static final VarHandle LENT;

    static {
        try {
            LENT = MethodHandles.lookup().findVarHandle(JsonWriter.class, "lent", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How many may be lent beyond the pool. A thread that needs a second one must get it, so the wait ends. */
    private static final Semaphore ADDITIONAL = new Semaphore(64);

    /** Long, because many waits that are given up at once are costly. */
    private static final long PATIENCE_SECONDS = 10;

    private final WeakReference<JsonWriter> reference = new WeakReference<>(this);

    @SuppressWarnings("UnusedVariable") // through LENT
    private volatile int lent = 1;

    private boolean counted;
    /**
     * Keeps {@link #position} of two writers on two cache lines, wherever the garbage collector puts them. A precaution:
     * no measurement shows what it is worth.
     */
    @SuppressWarnings("UnusedVariable")
    private long pad0, pad1, pad2, pad3, pad4, pad5, pad6, pad7, pad8, pad9, padA, padB, padC, padD, padE, padF;

    private byte[] buffer = new byte[START_SIZE];
    private int position;

    private final char[] chars = new char[CHUNK];
    private final CharBuffer charView = CharBuffer.wrap(chars);
    private final byte[] latin = new byte[CHUNK + SLACK];
    private final ByteBuffer latinView = ByteBuffer.wrap(latin);
    private final CharsetEncoder latinEncoder = StandardCharsets.ISO_8859_1.newEncoder();

    private final @Nullable Entry[] cache = new Entry[CACHE_SIZE];
    private final int[] seenOnce = new int[CACHE_SIZE];

    private long secondOfPrefix = Long.MIN_VALUE;
    private final byte[] secondPrefix = new byte[32];

    private final Shapes shapes = new Shapes();
    private @Nullable ValueWriter values;

    private JsonWriter() {}

    /** A writer for the exclusive use of the caller until {@link #release}; empty. */
    public static JsonWriter borrow() {
        @Nullable Object[] box = Context.box();
        if (box[1] instanceof WeakReference<?> last && last.get() instanceof JsonWriter writer && writer.lend()) {
            writer.position = 0;
            return writer;
        }
        return search(box);
    }

    /** For a thread that has no writer yet, or whose writer is lent: to itself, one level up, or to another thread. */
    private static JsonWriter search(@Nullable Object[] box) {
        JsonWriter writer = box[1] == null ? createInPool() : findInPool();
        if (writer == null) {
            writer = box[1] == null ? findInPool() : createInPool();
        }
        if (writer == null) {
            return another();
        }
        if (box[1] == null) {
            box[1] = writer.reference;
        }
        writer.position = 0;
        return writer;
    }

    private static @Nullable JsonWriter createInPool() {
        for (int i = 0; i < KEPT; i++) {
            if (POOL.get(i) == null) {
                JsonWriter writer = new JsonWriter();
                if (POOL.compareAndSet(i, null, writer)) {
                    return writer;
                }
            }
        }
        return null;
    }

    private static @Nullable JsonWriter findInPool() {
        int start = (int) Thread.currentThread().getId();
        for (int i = 0; i < KEPT; i++) {
            JsonWriter writer = POOL.get((start + i) & (KEPT - 1));
            if (writer != null && writer.lend()) {
                return writer;
            }
        }
        return null;
    }

    private boolean lend() {
        return LENT.compareAndSet(this, 0, 1);
    }

    /** Waits where many are lent already: that is a crowd of virtual threads behind one file. */
    private static JsonWriter another() {
        boolean counted = false;
        try {
            counted = ADDITIONAL.tryAcquire() || ADDITIONAL.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        JsonWriter writer = null;
        try {
            writer = findInPool();
            if (writer == null) {
                writer = new JsonWriter();
            }
            writer.position = 0;
            writer.counted = counted;
            return writer;
        } finally {
            if (writer == null && counted) { // no memory
                ADDITIONAL.release();
            }
        }
    }

    /** Gives the writer back; its bytes must have been copied. */
    public void release() {
        if (counted) {
            counted = false;
            ADDITIONAL.release();
        }
        if (buffer.length > KEEP_SIZE) {
            buffer = new byte[START_SIZE];
        }
        LENT.setRelease(this, 0);
    }

    /** The bytes written so far are {@code [0, length())} of this array, which is replaced when it grows. */
    public byte[] bytes() {
        return buffer;
    }

    /** How many bytes have been written. */
    public int length() {
        return position;
    }

    /** Forgets everything behind {@code length}: the way back from a value that failed half-way. */
    public void truncate(int length) {
        position = length;
    }

    /** A copy of what was written. */
    public byte[] copy() {
        return java.util.Arrays.copyOf(buffer, position);
    }

    // ---- constants ----------------------------------------------------------------------------------------------

    /** A piece of JSON that never changes, ready to be copied eight bytes at a time. */
    public static final class Constant {
        final byte[] padded;
        final int length;

        public Constant(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            length = bytes.length;
            padded = java.util.Arrays.copyOf(bytes, (length + 7) & ~7);
        }
    }

    /** Copies a constant. */
    public void raw(Constant constant) {
        copy(constant.padded, 0, constant.length);
    }

    /** Copies what was remembered. */
    void raw(Shapes.Shape shape) {
        copy(shape.block(), 0, shape.length());
    }

    Shapes shapes() {
        return shapes;
    }

    /** Copies up to seven bytes too many, which the next piece overwrites. */
    private void copy(byte[] padded, int from, int length) {
        int at = position;
        byte[] into = room(at, length);
        for (int i = 0; i < length; i += 8) {
            LONG.set(into, at + i, (long) LONG.get(padded, from + i));
        }
        position = at + length;
    }

    /** Copies finished JSON. */
    public void raw(byte[] json, int from, int length) {
        int at = position;
        System.arraycopy(json, from, room(at, length), at, length);
        position = at + length;
    }

    /** One ASCII character. */
    public void raw(char c) {
        int at = position;
        room(at, 1)[at] = (byte) c;
        position = at + 1;
    }

    /**
     * Makes an object of the entries written since {@code start}, each of which began with a comma: the first comma
     * becomes the brace.
     */
    public void open(int start) {
        if (position == start) {
            raw('{');
        } else {
            buffer[start] = '{';
        }
        raw('}');
    }

    // ---- strings ------------------------------------------------------------------------------------------------

    /** A string in quotes. */
    public void string(String s) {
        int n = s.length();
        if (n <= SHORT_STRING) {
            shortString(s, n);
        } else {
            longString(s, n);
        }
    }

    /** A string in quotes that is likely to come again: a name, a kind, a model. */
    public void name(String s) {
        Entry entry = known(s);
        if (entry != null) {
            copy(entry.padded, 1, entry.length - 2);
        } else {
            string(s);
        }
    }

    /** An element of an array, likely to come again; the comma before it belongs to it. */
    public void element(String s, boolean first) {
        Entry entry = known(s);
        if (entry == null) {
            if (!first) {
                raw(',');
            }
            string(s);
        } else if (first) {
            copy(entry.padded, 1, entry.length - 2);
        } else {
            copy(entry.padded, 0, entry.length - 1);
        }
    }

    /** A key with its colon, likely to come again; the comma before it belongs to it. */
    public void key(String s, boolean first) {
        Entry entry = known(s);
        if (entry == null) {
            if (!first) {
                raw(',');
            }
            string(s);
            raw(':');
        } else if (first) {
            copy(entry.padded, 1, entry.length - 1);
        } else {
            copy(entry.padded, 0, entry.length);
        }
    }

    private @Nullable Entry known(String s) {
        int hash = s.hashCode();
        int slot = (hash ^ hash >>> 15) & (CACHE_SIZE - 1);
        Entry entry = cache[slot];
        return entry != null && same(entry.text, s) ? entry : remember(s, hash, slot);
    }

    @SuppressWarnings("ReferenceEquality") // most of these strings are constants of the application
    private static boolean same(String a, String b) {
        return a == b || a.equals(b);
    }

    /** The entry, now that the string has come twice in a row; null the first time, and for long ones. */
    private @Nullable Entry remember(String s, int hash, int slot) {
        if (seenOnce[slot] != hash || s.length() > SHORT_STRING) {
            seenOnce[slot] = hash;
            return null;
        }
        int start = position;
        raw(',');
        shortString(s, s.length());
        raw(':');
        int length = position - start;
        byte[] padded = new byte[((length + 7) & ~7) + 8];
        System.arraycopy(buffer, start, padded, 0, length);
        position = start;
        Entry entry = new Entry(s, padded, length);
        cache[slot] = entry;
        return entry;
    }

    /** A string that comes again, as {@code ,"text":} so that any part can be copied at once. */
    private record Entry(String text, byte[] padded, int length) {}

    private void shortString(String s, int n) {
        int at = position;
        byte[] into = room(at, n * 6 + 2);
        into[at++] = '"';
        for (int i = 0; i < n; i++) {
            char c = s.charAt(i);
            if (c < 0x80 && ESCAPE[c] == 0) {
                into[at++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(s.charAt(i + 1))) {
                at = wide(into, at, Character.toCodePoint(c, s.charAt(++i)));
            } else {
                at = special(into, at, c);
            }
        }
        into[at++] = '"';
        position = at;
    }

    private void longString(String s, int n) {
        raw('"');
        for (int from = 0; from < n; ) {
            int count = Math.min(CHUNK, n - from);
            s.getChars(from, from + count, chars, 0);
            if (from + count < n && Character.isHighSurrogate(chars[count - 1])) {
                count--; // never cut a pair; a lone one at the end of its chunk is written alone next time
                if (count == 0) {
                    count = 1;
                }
            }
            int at = position;
            byte[] into = room(at, count * 6);
            charView.limit(count).position(0);
            latinView.clear();
            latinEncoder.encode(charView, latinView, false);
            int narrow = latinView.position();
            at = escape(latin, narrow, into, at);
            position = narrow < count ? rest(narrow, count, into, at) : at;
            from += count;
        }
        raw('"');
    }

    /** Eight bytes at a time: copy, look for anything special, step back to it. */
    private static int escape(byte[] from, int n, byte[] into, int at) {
        int i = 0;
        while (i < n) {
            long word = (long) LONG.get(from, i);
            LONG.set(into, at, word);
            long special = special(word);
            if (special == 0) {
                i += 8;
                at += 8;
                continue;
            }
            int clean = Long.numberOfTrailingZeros(special) >>> 3;
            i += clean;
            at += clean;
            if (i < n) {
                int c = from[i++] & 0xFF;
                short pair = ESCAPE_PAIR[c];
                SHORT.set(into, at, pair);
                at = pair != 0 ? at + 2 : special(into, at, (char) c);
            }
        }
        return at - (i - n); // the last step may have copied more than there was
    }

    /** The high bit of every byte that cannot be copied; a borrow can invent such bytes above a real one, never below. */
    private static long special(long word) {
        long quote = word ^ 0x2222222222222222L;
        long slash = word ^ 0x5C5C5C5C5C5C5C5CL;
        return (word | (word - 0x2020202020202020L) | (quote - ONES) | (slash - ONES)) & HIGH;
    }

    /** The part of a chunk that begins with a character beyond Latin-1. */
    private int rest(int from, int to, byte[] into, int at) {
        for (int i = from; i < to; i++) {
            char c = chars[i];
            if (c < 0x80 && ESCAPE[c] == 0) {
                into[at++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(chars[i + 1])) {
                at = wide(into, at, Character.toCodePoint(c, chars[++i]));
            } else {
                at = special(into, at, c);
            }
        }
        return at;
    }

    private static int special(byte[] into, int at, char c) {
        if (c < 0x80) {
            int escape = ESCAPE[c];
            if (escape == 0) {
                into[at++] = (byte) c;
            } else if (escape == 1) {
                into[at] = '\\';
                into[at + 1] = 'u';
                into[at + 2] = '0';
                into[at + 3] = '0';
                SHORT.set(into, at + 4, HEX[c]);
                at += 6;
            } else {
                into[at++] = '\\';
                into[at++] = (byte) escape;
            }
        } else if (c < 0x800) {
            into[at++] = (byte) (0xC0 | c >> 6);
            into[at++] = (byte) (0x80 | c & 0x3F);
        } else {
            int safe = Character.isSurrogate(c) ? 0xFFFD : c;
            into[at++] = (byte) (0xE0 | safe >> 12);
            into[at++] = (byte) (0x80 | safe >> 6 & 0x3F);
            into[at++] = (byte) (0x80 | safe & 0x3F);
        }
        return at;
    }

    private static int wide(byte[] into, int at, int codePoint) {
        into[at++] = (byte) (0xF0 | codePoint >> 18);
        into[at++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        into[at++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        into[at++] = (byte) (0x80 | codePoint & 0x3F);
        return at;
    }

    // ---- numbers, ids, times ------------------------------------------------------------------------------------

    /** An integer. */
    public void number(long n) {
        if (n < 0) {
            if (n == Long.MIN_VALUE) {
                ascii(Long.toString(n));
                return;
            }
            raw('-');
            n = -n;
        }
        int at = position;
        int digits = digits(n);
        byte[] into = room(at, digits);
        position = at + digits;
        for (int i = position - 1; i >= at; i--) {
            long rest = n / 10;
            into[i] = (byte) ('0' + (int) (n - rest * 10));
            n = rest;
        }
    }

    private static int digits(long n) {
        int digits = 1;
        for (long limit = 10; digits < 19 && n >= limit; limit *= 10) {
            digits++;
        }
        return digits;
    }

    /** A floating-point number; {@code null} when it is none. */
    public void number(double d) {
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            raw(NULL);
        } else if (d == (long) d && Math.abs(d) < 1e15 && (d != 0 || 1 / d > 0)) {
            number((long) d);
            raw(POINT_ZERO);
        } else {
            ascii(Double.toString(d));
        }
    }

    /** Text known to be ASCII without anything to escape. */
    public void ascii(String s) {
        int n = s.length();
        int at = position;
        byte[] into = room(at, n);
        for (int i = 0; i < n; i++) {
            into[at + i] = (byte) s.charAt(i);
        }
        position = at + n;
    }

    /** Sixteen hex digits, without quotes. */
    public void hex(long id) {
        int at = position;
        byte[] into = room(at, 16);
        LONG.set(into, at, hexDigits((int) (id >>> 32)));
        LONG.set(into, at + 8, hexDigits((int) id));
        position = at + 16;
    }

    /** Eight digits as eight bytes: the nibbles are spread, then turned into digits all at once. */
    private static long hexDigits(int value) {
        long spread = Integer.reverseBytes(value) & 0xFFFFFFFFL;
        spread = (spread | spread << 16) & 0x0000FFFF0000FFFFL;
        spread = (spread | spread << 8) & 0x00FF00FF00FF00FFL;
        spread = (spread >>> 4 & 0x000F000F000F000FL) | (spread & 0x000F000F000F000FL) << 8;
        long letters = (spread + 0x0606060606060606L) >>> 4 & ONES;
        return spread + 0x3030303030303030L + letters * ('a' - '0' - 10);
    }

    /** A point in time, in quotes: microseconds since the epoch as ISO-8601 in UTC, always six digits. */
    public void timestamp(long epochMicros) {
        long second = Math.floorDiv(epochMicros, 1_000_000L);
        if (second != secondOfPrefix) {
            prefixOf(second);
        }
        int at = position;
        byte[] into = room(at, 32);
        LONG.set(into, at, (long) LONG.get(secondPrefix, 0));
        LONG.set(into, at + 8, (long) LONG.get(secondPrefix, 8));
        LONG.set(into, at + 16, (long) LONG.get(secondPrefix, 16));
        six(into, at + 21, (int) (epochMicros - second * 1_000_000L));
        into[at + 27] = 'Z';
        into[at + 28] = '"';
        position = at + 29;
    }

    private void prefixOf(long second) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        String text = String.format(
                java.util.Locale.ROOT,
                "\"%04d-%02d-%02dT%02d:%02d:%02d.",
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, secondPrefix, 0, Math.min(bytes.length, 21));
        secondOfPrefix = second;
    }

    /** Microseconds as seconds with six digits. */
    public void seconds(long micros) {
        long whole = micros / 1_000_000L;
        number(whole);
        int at = position;
        byte[] into = room(at, 7);
        into[at] = '.';
        six(into, at + 1, (int) (micros - whole * 1_000_000L));
        position = at + 7;
    }

    private static void six(byte[] into, int at, int value) {
        int high = value / 10_000;
        int middle = value / 100 - high * 100;
        SHORT.set(into, at, TWO_DIGITS[high]);
        SHORT.set(into, at + 2, TWO_DIGITS[middle]);
        SHORT.set(into, at + 4, TWO_DIGITS[value - high * 10_000 - middle * 100]);
    }

    // ---- values -------------------------------------------------------------------------------------------------

    public static final Constant NULL = new Constant("null");
    private static final Constant TRUE = new Constant("true");
    private static final Constant FALSE = new Constant("false");
    private static final Constant POINT_ZERO = new Constant(".0");

    /** A boolean. */
    public void bool(boolean b) {
        raw(b ? TRUE : FALSE);
    }

    /** Any object, as FORMAT.md section 2 says. Never throws because of the object. */
    public void value(@Nullable Object value) {
        if (value instanceof String s && s.length() < HUGE_STRING) {
            string(s);
        } else if (value == null) {
            raw(NULL);
        } else {
            values().write(value);
        }
    }

    private ValueWriter values() {
        ValueWriter mine = values;
        if (mine == null) {
            mine = new ValueWriter(this);
            values = mine;
        }
        return mine;
    }

    // ---- space --------------------------------------------------------------------------------------------------

    private byte[] room(int at, int length) {
        byte[] into = buffer;
        return into.length - at - SLACK >= length ? into : grow(at, length);
    }

    private byte[] grow(int at, int length) {
        long needed = (long) at + length + SLACK;
        if (needed > Integer.MAX_VALUE - 16) {
            throw new TooLarge();
        }
        buffer = java.util.Arrays.copyOf(buffer, (int) Math.min(Math.max(needed, at * 2L), Integer.MAX_VALUE - 16));
        return buffer;
    }

    /** One line would be longer than a Java array. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLarge() {
            super("longer than 2 GB", null, false, false);
        }
    }
}
