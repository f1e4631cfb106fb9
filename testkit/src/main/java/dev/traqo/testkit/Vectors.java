package dev.traqo.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings: the words of a text, hashed. The same text always has the same vector, and texts that share words lie
 * close to each other, so that a retriever built on them really ranks.
 */
final class Vectors {

    static final int DIMENSIONS = 256;

    private Vectors() {}

    /** The number of dimensions asked for, the usual one for null, 0 for what cannot be. */
    static int dimensions(@Nullable Object asked) {
        if (asked == null) {
            return DIMENSIONS;
        }
        return asked instanceof Number number && number.longValue() >= 1 && number.longValue() <= 100_000
                ? number.intValue()
                : 0;
    }

    static float[] of(String text, int dimensions) {
        double[] sums = new double[dimensions];
        boolean empty = true;
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
            if (!word.isEmpty()) {
                int hash = spread(word.hashCode());
                sums[Math.floorMod(hash, dimensions)] += (hash >>> 31) == 0 ? 1 : -1;
                empty = false;
            }
        }
        double square = 0;
        for (double sum : sums) {
            square += sum * sum;
        }
        if (empty || square == 0) {
            // A vector of length zero has no direction, and cosine similarity would divide by it.
            sums[0] = 1;
            square = 1;
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (sums[i] / Math.sqrt(square));
        }
        return vector;
    }

    /** MurmurHash3's last step: hash codes of short words differ in few bits only. */
    private static int spread(int hash) {
        int h = hash;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    static List<@Nullable Object> numbers(float[] vector) {
        List<@Nullable Object> numbers = new ArrayList<>(vector.length);
        for (float number : vector) {
            // Through text: widening would add digits that mean nothing.
            numbers.add(Double.parseDouble(Float.toString(number)));
        }
        return numbers;
    }

    static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : vector) {
            bytes.putFloat(number);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
