package dev.traqo.read;

/**
 * Walks over JSON values without reading them. Accepts only what every JSON parser accepts; for anything else it returns
 * {@link #bad}, the position of a newline: no value can go on there, so callers need not look at each step and test the
 * outcome once. A line that ends in {@code bad} is then judged by {@link Json}.
 */
class JsonSkimmer {

    private static final int TRUE = 0x65757274;
    private static final int NULL = 0x6c6c756e;
    private static final long FALSE = Swar.word("false");
    private static final long FIVE_BYTES = 0xFFFFFFFFFFL;

    /** Position of a newline behind the text. */
    int bad;

    /** Whether the string that was walked over last has escapes. */
    boolean escaped;

    /** Behind white space. */
    final int space(byte[] b, int at) {
        int i = at;
        while (b[i] == ' ' || b[i] == '\t' || b[i] == '\r') {
            i++;
        }
        return i;
    }

    /** From behind a key to its value. */
    final int colon(byte[] b, int at) {
        int i = at;
        if (b[i] != ':') {
            i = space(b, i);
            if (b[i] != ':') {
                return bad;
            }
        }
        i++;
        return b[i] > ' ' ? i : space(b, i);
    }

    /** From the quote before a string to behind the one after it. */
    final int string(byte[] b, int at) {
        escaped = false;
        if (b[at] != '"') {
            return bad;
        }
        int i = at + 1;
        while (true) {
            i = Swar.stringEnd(b, i);
            if (b[i] == '"') {
                return i + 1;
            }
            if (b[i] != '\\') {
                return bad;
            }
            escaped = true;
            i = escape(b, i + 1);
            if (i == bad) {
                return bad;
            }
        }
    }

    private int escape(byte[] b, int at) {
        switch (b[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return at + 1;
            }
            case 'u' -> {
                for (int i = 1; i <= 4; i++) {
                    if (Character.digit(b[at + i], 16) < 0) {
                        return bad;
                    }
                }
                return at + 5;
            }
            default -> {
                return bad;
            }
        }
    }

    /** Behind the number that begins here. */
    final int number(byte[] b, int at) {
        int i = b[at] == '-' ? at + 1 : at;
        int first = i;
        i = digits(b, i);
        if (i == first || b[first] == '0' && i > first + 1) {
            return bad;
        }
        if (b[i] == '.') {
            int fraction = i + 1;
            i = digits(b, fraction);
            if (i == fraction) {
                return bad;
            }
        }
        if (b[i] == 'e' || b[i] == 'E') {
            int exponent = b[i + 1] == '+' || b[i + 1] == '-' ? i + 2 : i + 1;
            i = digits(b, exponent);
            if (i == exponent) {
                return bad;
            }
        }
        return i;
    }

    private static int digits(byte[] b, int at) {
        int i = at;
        while (b[i] >= '0' && b[i] <= '9') {
            i++;
        }
        return i;
    }

    /** Behind the value that begins here. */
    final int value(byte[] b, int at) {
        int i = at;
        // one bit for each open level, 1 for objects, below a leading 1
        long levels = 1;
        while (true) {
            byte c = b[i];
            if (c == '{' || c == '[') {
                i = space(b, i + 1);
                boolean object = c == '{';
                if (b[i] != (object ? '}' : ']')) {
                    if (levels < 0) {
                        return bad;
                    }
                    levels = levels << 1 | (object ? 1 : 0);
                    i = object ? colon(b, string(b, i)) : i;
                    continue;
                }
                i++;
            } else {
                i = c == '"' ? string(b, i) : plain(b, i, c);
            }
            while (true) {
                if (levels == 1) {
                    return i;
                }
                i = space(b, i);
                boolean object = (levels & 1) != 0;
                if (b[i] == ',') {
                    i = space(b, i + 1);
                    i = object ? colon(b, string(b, i)) : i;
                    break;
                }
                if (b[i] != (object ? '}' : ']')) {
                    return bad;
                }
                i++;
                levels >>>= 1;
            }
        }
    }

    private int plain(byte[] b, int at, byte c) {
        long word = Swar.word(b, at);
        if (c == 'n' && (int) word == NULL || c == 't' && (int) word == TRUE) {
            return at + 4;
        }
        if (c == 'f' && (word & FIVE_BYTES) == FALSE) {
            return at + 5;
        }
        return number(b, at);
    }
}
