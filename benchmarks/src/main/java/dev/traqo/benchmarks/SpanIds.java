package dev.traqo.benchmarks;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** What a logging library does not have and its user would add: span ids and the constant part of the metadata. */
final class SpanIds {

    static final Map<String, Object> START_METADATA = Map.of("model", Payload.MODEL, "provider", Payload.PROVIDER);

    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private SpanIds() {}

    @SuppressWarnings("deprecation") // the quickest way to a String of ASCII bytes
    static String next() {
        long id = ThreadLocalRandom.current().nextLong();
        byte[] hex = new byte[16];
        for (int i = 15; i >= 0; i--, id >>>= 4) {
            hex[i] = DIGITS[(int) id & 15];
        }
        return new String(hex, 0, 0, 16);
    }
}
