package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of a TQC1 body (ui/src/lib/tqc.ts) in three pieces: what depends on who asks, what does not, and where the
 * columns lie, which is known last.
 *
 * @param facts of the header, with traces whose files are named as in the trace: see {@link TraceFacts}
 * @param texts {@code "names":[…],"kinds":[…],"models":[…]} as JSON text
 * @param columns in the order in which they stand in the body
 */
@SuppressWarnings("ArrayRecordComponent")
record IndexHead(Map<String, @Nullable Object> facts, byte[] texts, List<Column> columns) {

    /** A column: its name and type as tqc.ts knows them, and how many values it has. */
    record Column(String name, Type type, int length) {

        long bytes() {
            return (long) length * type.bytes;
        }
    }

    enum Type {
        F64(8),
        I32(4),
        U32(4),
        U16(2),
        U8(1);

        final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final int ALIGNMENT = 8;

    /** Bytes of all columns, each begun at a multiple of eight. */
    long columnBytes() {
        return columns.stream().mapToLong(column -> aligned(column.bytes())).sum();
    }

    static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /**
     * Everything in front of the columns.
     *
     * @param shown the facts as this client is to see them
     */
    byte[] bytes(Map<String, @Nullable Object> shown) {
        byte[] front = Json.write(shown).getBytes(StandardCharsets.UTF_8);
        byte[] back = new byte[0];
        long begin = 0;
        // The offsets are a part of what decides where the columns begin: the loop ends when they fit.
        for (boolean fits = false; !fits; ) {
            back = ("," + "\"cols\":" + Json.write(cols(begin)) + "}").getBytes(StandardCharsets.UTF_8);
            long needed = aligned(ALIGNMENT + front.length + texts.length + (long) back.length);
            fits = needed <= begin;
            begin = Math.max(begin, needed);
        }
        int length = Math.toIntExact(begin - ALIGNMENT);
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) begin);
        out.writeBytes(new byte[] {'T', 'Q', 'C', '1'});
        out.writeBytes(new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24)});
        out.write(front, 0, front.length - 1);
        out.write(',');
        out.writeBytes(texts);
        out.writeBytes(back);
        while (out.size() < begin) {
            out.write(' ');
        }
        return out.toByteArray();
    }

    private List<Map<String, Object>> cols(long begin) {
        List<Map<String, Object>> list = new ArrayList<>();
        long at = begin;
        for (Column column : columns) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", column.name());
            entry.put("type", column.type().label());
            entry.put("offset", at);
            entry.put("length", column.length());
            list.add(entry);
            at += aligned(column.bytes());
        }
        return list;
    }
}
