package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A TQC1 body, read as ui/src/lib/tqc.ts does. */
final class Tqc {

    final Map<String, Object> header;
    private final Map<String, Number[]> columns = new LinkedHashMap<>();

    Tqc(byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(0) != 0x31435154) {
            throw new IllegalArgumentException("no TQC1");
        }
        int length = bytes.getInt(4);
        header = object(Json.parse(new String(body, 8, length, StandardCharsets.UTF_8)));
        for (Object entry : (List<?>) header.get("cols")) {
            Map<String, Object> column = object(entry);
            int offset = ((Number) column.get("offset")).intValue();
            int count = ((Number) column.get("length")).intValue();
            String type = (String) column.get("type");
            int size = type.endsWith("64") ? 8 : type.endsWith("32") ? 4 : type.endsWith("16") ? 2 : 1;
            if (offset % 8 != 0) {
                throw new IllegalArgumentException(column.get("name") + " at " + offset);
            }
            Number[] values = new Number[count];
            for (int i = 0; i < count; i++) {
                int at = offset + i * size;
                values[i] = switch (type) {
                    case "f64" -> (Number) bytes.getDouble(at);
                    case "i32" -> (Number) bytes.getInt(at);
                    case "u32" -> (Number) (bytes.getInt(at) & 0xFFFFFFFFL);
                    case "u16" -> (Number) (bytes.getShort(at) & 0xFFFF);
                    case "u8" -> (Number) (bytes.get(at) & 0xFF);
                    default -> throw new IllegalArgumentException(type);
                };
            }
            columns.put((String) column.get("name"), values);
        }
    }

    List<Number> column(String name) {
        return List.of(columns.get(name));
    }

    double number(String column, int row) {
        return columns.get(column)[row].doubleValue();
    }

    int n() {
        return ((Number) header.get("n")).intValue();
    }

    String name(int row) {
        long number = columns.get("name")[row].longValue();
        return number == 0xFFFFFFFFL ? "" : (String) ((List<?>) header.get("names")).get((int) number);
    }

    List<String> names() {
        return java.util.stream.IntStream.range(0, n()).mapToObj(this::name).toList();
    }

    String kind(int row) {
        int number = columns.get("kind")[row].intValue();
        return number == 0xFFFF ? null : (String) ((List<?>) header.get("kinds")).get(number);
    }

    Map<String, Object> trace(int part) {
        return object(((List<?>) header.get("traces")).get(part));
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> children(int part) {
        return (List<Map<String, Object>>) trace(part).get("children");
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
