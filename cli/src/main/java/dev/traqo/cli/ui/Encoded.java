package dev.traqo.cli.ui;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Percent-encoded text of an address, decoded strictly: what is not UTF-8, or holds a NUL, is refused. */
final class Encoded {

    private Encoded() {}

    /** The parameters by name, in their order. */
    static Map<String, List<String>> query(@Nullable String raw) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (raw == null) {
            return parameters;
        }
        int from = 0;
        while (from <= raw.length()) {
            int end = raw.indexOf('&', from) < 0 ? raw.length() : raw.indexOf('&', from);
            String pair = raw.substring(from, end);
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
                parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
            from = end + 1;
        }
        return parameters;
    }

    /** @param plusIsSpace as in a query; in a path a plus is a plus */
    static String decode(String text, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(escaped(text, i));
                i += 2;
            } else if (c > 0x7e || c < 0x20) {
                throw malformed();
            } else {
                bytes.write(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            if (decoded.indexOf('\0') >= 0) {
                throw malformed();
            }
            return decoded;
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private static int escaped(String text, int at) {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw malformed();
        }
        return high << 4 | low;
    }

    private static Refusal malformed() {
        return new Refusal(400, "The address is not percent-encoded UTF-8 text without NUL; correct it.");
    }
}
