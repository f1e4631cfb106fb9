package dev.traqo.read;

import dev.traqo.internal.TraceNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of an indexed file, read field by field: a value that is too large to be built is still there as text. An
 * input that an archive keeps in its second file stands in its place here.
 *
 * <pre>{@code
 * EventLine line = index.startLine(row);
 * Set<String> large = new HashSet<>();
 * line.fields().forEach((name, bytes) -> { if (bytes > 1 << 20) large.add(name); });
 * Map<String, Object> small = line.without(large);
 * for (String name : large) {
 *     String beginning = line.beginning(name, 64 << 10);
 * }
 * }</pre>
 *
 * <p>Remembers what it has read of the file; not safe for several threads.
 */
public final class EventLine {

    private static final int BLOCK = 64 << 10;
    private static final int LARGEST_STUB = 1024;

    private final EventLines lines;
    private final long offset;
    private final int length;
    private @Nullable List<FieldScan.Field> scanned;

    /** The line, if it is short. */
    private byte @Nullable [] held;

    /** JSON text of the input, if the second file holds it. */
    private byte @Nullable [] apart;

    private boolean missing;

    EventLine(EventLines lines, long offset, int length) {
        this.lines = lines;
        this.offset = offset;
        this.length = length;
    }

    /** Where the line begins, in bytes of the text. */
    public long offset() {
        return length == 0 ? 0 : offset;
    }

    /** Bytes of the line, without its newline; 0 if there is no such line. */
    public int length() {
        return length;
    }

    /** The names of its fields and how many bytes the JSON text of each has, in the order of the line. */
    public Map<String, Long> fields() throws IOException {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (FieldScan.Field field : scan()) {
            sizes.put(field.name(), apart(field) ? (long) apart().length : field.length());
        }
        return sizes;
    }

    /**
     * Its fields except for these. What is not JSON is left out too: in a file that promises the key order of format 1
     * the large values are not checked before.
     */
    public Map<String, @Nullable Object> without(Set<String> names) throws IOException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (FieldScan.Field field : scan()) {
            if (names.contains(field.name())) {
                continue;
            }
            byte[] json = apart(field) ? apart() : bytes(field.from(), Math.toIntExact(field.length()));
            try {
                values.put(field.name(), Json.parse(json, 0, json.length));
            } catch (JsonException e) {
                values.remove(field.name());
            }
        }
        return values;
    }

    /** The first {@code most} bytes of a field's JSON text, cut between characters; empty if there is no such field. */
    public String beginning(String name, int most) throws IOException {
        FieldScan.Field field = field(name);
        if (field == null) {
            return "";
        }
        byte[] bytes = apart(field) ? apart() : bytes(field.from(), (int) Math.min(field.length(), most + 1L));
        int end = Math.min(bytes.length, most);
        while (end < bytes.length && end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** Bytes of a field's JSON text; -1 if there is no such field. */
    public long size(String name) throws IOException {
        FieldScan.Field field = field(name);
        return field == null ? -1 : apart(field) ? apart().length : field.length();
    }

    /** Writes a field's JSON text as it stands; nothing if there is no such field. */
    public void write(String name, OutputStream out) throws IOException {
        FieldScan.Field field = field(name);
        if (field != null && apart(field)) {
            out.write(apart());
        } else if (field != null) {
            copy(field.from(), field.length(), out);
        }
    }

    /** Writes the line as it stands, without its newline. */
    public void write(OutputStream out) throws IOException {
        copy(0, length, out);
    }

    /** Name of the archive's second file, if this line's input should be in it and is not; null otherwise. */
    public @Nullable String missing() throws IOException {
        scan();
        return missing ? TraceNames.name(TraceNames.content(lines.file())) : null;
    }

    /** The last one of that name: that is the one that counts. */
    private FieldScan.@Nullable Field field(String name) throws IOException {
        FieldScan.Field found = null;
        for (FieldScan.Field field : scan()) {
            found = field.name().equals(name) ? field : found;
        }
        return found;
    }

    private List<FieldScan.Field> scan() throws IOException {
        List<FieldScan.Field> known = scanned;
        if (known != null) {
            return known;
        }
        FieldScan scan = new FieldScan();
        byte[] block = new byte[Math.min(length, BLOCK)];
        for (long at = 0; at < length; ) {
            int n = lines.fill(offset + at, block, (int) Math.min(block.length, length - at));
            if (n <= 0) {
                break;
            }
            scan.feed(block, 0, n);
            at += n;
            held = n == length ? block : null;
        }
        scanned = List.copyOf(scan.fields());
        seekInput();
        return scanned;
    }

    private void seekInput() throws IOException {
        FieldScan.Field input = field("input");
        FieldScan.Field id = field("id");
        if (input == null || id == null || input.length() > LARGEST_STUB || id.length() > LARGEST_STUB) {
            return;
        }
        Map<String, @Nullable Object> stub = new LinkedHashMap<>();
        for (FieldScan.Field field : List.of(input, id)) {
            byte[] json = bytes(field.from(), (int) field.length());
            try {
                stub.put(field.name(), Json.parse(json, 0, json.length));
            } catch (JsonException e) {
                return;
            }
        }
        if (ContentFile.isStub(stub)) {
            EventLines.Apart found = lines.apart(String.valueOf(stub.get("id")));
            apart = found.input();
            missing = found.missing();
        }
    }

    private boolean apart(FieldScan.Field field) {
        return apart != null && field.name().equals("input");
    }

    private byte[] apart() {
        byte[] input = apart;
        return input == null ? new byte[0] : input;
    }

    private byte[] bytes(long from, int wanted) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(wanted);
        copy(from, wanted, out);
        return out.toByteArray();
    }

    private void copy(long from, long wanted, OutputStream out) throws IOException {
        if (held != null) {
            out.write(held, (int) from, (int) wanted);
            return;
        }
        byte[] block = new byte[(int) Math.min(wanted, BLOCK)];
        for (long at = 0; at < wanted; ) {
            int n = lines.fill(offset + from + at, block, (int) Math.min(block.length, wanted - at));
            if (n <= 0) {
                break;
            }
            out.write(block, 0, n);
            at += n;
        }
    }
}
