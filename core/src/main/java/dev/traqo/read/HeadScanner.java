package dev.traqo.read;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the small fields of a line straight from its bytes: any key order, with or without blanks after separators. In a
 * trusted file (its {@code trace_start} names a format we know, so the large values stand last) it stops before them;
 * otherwise it walks over the whole line.
 *
 * <p>It accepts less than JSON allows. A line it does not understand costs only time: the caller has it parsed.
 */
final class HeadScanner extends JsonSkimmer {

    private static final long TYPE = Swar.word("type\"");
    private static final long ID = Swar.word("id\"");
    private static final long PARENT = Swar.word("parent_i");
    private static final long NAME = Swar.word("name\"");
    private static final long TS = Swar.word("ts\"");
    private static final long DURATION = Swar.word("duration");
    private static final long STATUS = Swar.word("status\"");
    private static final long THREAD = Swar.word("thread\"");
    private static final long KIND = Swar.word("kind\"");
    private static final long TAGS = Swar.word("tags\"");
    private static final long METADATA = Swar.word("metadata");
    private static final long ERROR = Swar.word("error\"");
    private static final long INPUT = Swar.word("input\"");
    private static final long OUTPUT = Swar.word("output\"");
    private static final long DATA = Swar.word("data\"");
    private static final long MODEL = Swar.word("model\"");
    private static final long TOKEN_USAGE = Swar.word("token_us");
    private static final long TIME_TO_FIRST = Swar.word("time_to_");
    private static final long COST = Swar.word("cost\"");

    private static final long THREE = 0xFFFFFFL;
    private static final long FIVE = 0xFFFFFFFFFFL;
    private static final long SIX = 0xFFFFFFFFFFFFL;
    private static final long SEVEN = 0xFFFFFFFFFFFFFFL;

    private static final long SPAN_START = Swar.word("span_sta");
    private static final long SPAN_END = Swar.word("span_end");
    private static final long EVENT = Swar.word("event\"");

    private static final long INTERRUPTED = Swar.word("interrup");
    private static final long INTERRUPTED_TAIL = Swar.word("rrupted\"");
    private static final int TOKEN_USAGE_TAIL = (int) Swar.word("age\"");
    private static final long TIME_TO_FIRST_MIDDLE = Swar.word("first_to");
    private static final long TIME_TO_FIRST_TAIL = Swar.word("token_s\"");

    private static final byte[][] TOKEN_KEYS = new byte[Head.TOKENS.length][];
    private static final long[] TOKEN_HEADS = new long[Head.TOKENS.length];
    private static final long[] TOKEN_TAILS = new long[Head.TOKENS.length];

    static {
        for (int i = 0; i < TOKEN_HEADS.length; i++) {
            String key = Head.TOKENS[i] + '"';
            TOKEN_KEYS[i] = key.getBytes(StandardCharsets.US_ASCII);
            TOKEN_HEADS[i] = Swar.word(key.substring(0, 8));
            TOKEN_TAILS[i] = Swar.word(key.substring(key.length() - 8));
        }
    }

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18
    };

    private static final int MINUTE_LENGTH = 16;

    final Head head;
    private long cachedMinuteHead;
    private long cachedMinuteTail;
    private long cachedMinute = Head.NONE;
    private int number;
    private int form;
    private long key;
    private double decimal;
    private boolean whole;

    HeadScanner(Dictionary dictionary) {
        head = new Head(dictionary);
    }

    /** Whether the last line was walked over to its closing brace. */
    boolean whole() {
        return whole;
    }

    /** Reads a line into {@link #head}; returns the position it got to, or {@link #bad}. */
    int scan(byte[] b, int line, boolean trusted) {
        Head head = this.head;
        head.clear();
        whole = false;
        int at = line;
        if (b[at] != '{') {
            return bad;
        }
        at++;
        if (b[at] != '"') {
            at = space(b, at);
        }
        while (b[at] == '"') {
            long word = Swar.word(b, at + 1);
            switch ((char) (word & 0xFF) << 8 | (char) (word >>> 8 & 0xFF)) {
                case 't' << 8 | 'y' -> at = (word & FIVE) == TYPE ? type(b, colon(b, at + 6)) : skip(b, at);
                case 'i' << 8 | 'd' -> at = (word & THREE) == ID ? id(b, colon(b, at + 4)) : skip(b, at);
                case 'p' << 8 | 'a' ->
                    at = word == PARENT && b[at + 9] == 'd' && b[at + 10] == '"'
                            ? parent(b, colon(b, at + 11))
                            : skip(b, at);
                case 'n' << 8 | 'a' -> {
                    if ((word & FIVE) == NAME) {
                        at = text(b, colon(b, at + 6));
                        head.name = number;
                    } else {
                        at = skip(b, at);
                    }
                }
                case 't' << 8 | 'h' -> at = (word & SEVEN) == THREAD ? thread(b, colon(b, at + 8)) : skip(b, at);
                case 't' << 8 | 's' -> at = (word & THREE) == TS ? time(b, colon(b, at + 4)) : skip(b, at);
                case 'd' << 8 | 'u' ->
                    at = word == DURATION && b[at + 9] == '_' && b[at + 10] == 's' && b[at + 11] == '"'
                            ? duration(b, colon(b, at + 12))
                            : skip(b, at);
                case 's' << 8 | 't' -> at = (word & SEVEN) == STATUS ? status(b, colon(b, at + 8)) : skip(b, at);
                case 'k' << 8 | 'i' -> {
                    if ((word & FIVE) == KIND) {
                        at = text(b, colon(b, at + 6));
                        head.kind = number;
                    } else {
                        at = skip(b, at);
                    }
                }
                case 't' << 8 | 'a' -> {
                    if (trusted && head.type == Head.SPAN_START && (word & FIVE) == TAGS) {
                        return at;
                    }
                    at = skip(b, at);
                }
                case 'm' << 8 | 'e' -> {
                    if (word == METADATA && b[at + 9] == '"') {
                        if (trusted && head.type == Head.SPAN_START) {
                            return at;
                        }
                        at = metadata(b, colon(b, at + 10));
                        if (trusted && at != bad) {
                            return at;
                        }
                    } else {
                        at = skip(b, at);
                    }
                }
                case 'e' << 8 | 'r', 'i' << 8 | 'n', 'o' << 8 | 'u', 'd' << 8 | 'a' -> {
                    if (trusted && large(word)) {
                        return at;
                    }
                    at = skip(b, at);
                }
                default -> at = skip(b, at);
            }
            if (b[at] == ',') {
                at++;
                if (b[at] != '"') {
                    at = space(b, at);
                    if (b[at] != '"') {
                        return bad;
                    }
                }
            } else {
                at = space(b, at);
                if (b[at] == ',') {
                    at = space(b, at + 1);
                    if (b[at] != '"') {
                        return bad;
                    }
                } else {
                    break;
                }
            }
        }
        if (b[at] != '}') {
            return bad;
        }
        whole = true;
        return at + 1;
    }

    private static boolean large(long word) {
        return (word & SIX) == ERROR || (word & SIX) == INPUT || (word & SEVEN) == OUTPUT || (word & FIVE) == DATA;
    }

    /** From the quote before a key that is not wanted to behind its value. Keys with escapes are left to the parser. */
    private int skip(byte[] b, int at) {
        int end = string(b, at);
        return escaped ? bad : value(b, colon(b, end));
    }

    private int type(byte[] b, int at) {
        head.type = Head.UNKNOWN;
        if (b[at] == '"') {
            long word = Swar.word(b, at + 1);
            if (word == SPAN_START && b[at + 9] == 'r' && b[at + 10] == 't' && b[at + 11] == '"') {
                head.type = Head.SPAN_START;
                return at + 12;
            }
            if (word == SPAN_END && b[at + 9] == '"') {
                head.type = Head.SPAN_END;
                return at + 10;
            }
            if ((word & SIX) == EVENT) {
                head.type = Head.EVENT;
                return at + 7;
            }
        }
        // the others are rare, and wanted whole
        return bad;
    }

    private int id(byte[] b, int at) {
        int end = key(b, at);
        head.idForm = form;
        head.id = key;
        return end;
    }

    private int parent(byte[] b, int at) {
        int end = key(b, at);
        head.parentForm = form;
        head.parent = key;
        return end;
    }

    private int key(byte[] b, int at) {
        form = Head.NO_ID;
        if (b[at] != '"') {
            return value(b, at);
        }
        if (b[at + 17] == '"') {
            long high = Swar.hex(Swar.word(b, at + 1));
            long low = Swar.hex(Swar.word(b, at + 9));
            if ((high | low) >= 0) {
                form = Head.HEX16;
                key = high << 32 | low;
                return at + 18;
            }
        }
        if (b[at + 13] == '"') {
            long high = Swar.hex(Swar.word(b, at + 1));
            long low = Swar.hex(Swar.word(b, at + 5));
            if ((high | low) >= 0) {
                form = Head.HEX12;
                key = high << 16 | low & 0xFFFF;
                return at + 14;
            }
        }
        int end = text(b, at);
        if (end == bad || escaped) {
            return bad;
        }
        form = Head.ODD;
        key = number;
        return end;
    }

    private int thread(byte[] b, int at) {
        head.thread = b[at] == '"';
        return value(b, at);
    }

    /** A string into {@link #number}; any other value makes it -1. */
    private int text(byte[] b, int at) {
        number = -1;
        if (b[at] != '"') {
            return value(b, at);
        }
        int end = string(b, at);
        if (end != bad) {
            number = head.dictionary.number(b, at + 1, end - 1, escaped);
        }
        return end;
    }

    /** The usual form is {@code 2026-11-22T10:24:29.028902}, then {@code Z} or {@code +00:00}. */
    private int time(byte[] b, int at) {
        int zone = at + 27;
        boolean usual = b[at] == '"'
                && b[at + 17] == ':'
                && b[at + 20] == '.'
                && (b[zone] == 'Z' && b[zone + 1] == '"' || b[zone] == '+' && offsetZero(b, zone));
        if (usual) {
            long minute = minute(b, at + 1);
            int tens = b[at + 18] - '0';
            int ones = b[at + 19] - '0';
            // the two bytes before the six digits become zeros
            long micros = Swar.decimal(Swar.word(b, at + 21) << 16 | 0x3030);
            if (minute != Head.NONE && (tens | ones | micros) >= 0 && tens <= 5 && ones <= 9) {
                head.ts = minute + (tens * 10 + ones) * 1_000_000L + micros;
                return b[zone] == 'Z' ? zone + 2 : zone + 7;
            }
        }
        head.ts = Head.NONE;
        int end = value(b, at);
        if (b[at] == '"' && end != bad) {
            if (escaped) {
                return bad;
            }
            head.ts = TraceEvent.micros(new String(b, at + 1, end - at - 2, StandardCharsets.UTF_8));
        }
        return end;
    }

    private static boolean offsetZero(byte[] b, int zone) {
        return b[zone + 1] == '0'
                && b[zone + 2] == '0'
                && b[zone + 3] == ':'
                && b[zone + 4] == '0'
                && b[zone + 5] == '0'
                && b[zone + 6] == '"';
    }

    private long minute(byte[] b, int at) {
        long first = Swar.word(b, at);
        long second = Swar.word(b, at + 8);
        if (first != cachedMinuteHead || second != cachedMinuteTail) {
            cachedMinute = TraceEvent.micros(new String(b, at, MINUTE_LENGTH, StandardCharsets.UTF_8) + ":00Z");
            cachedMinuteHead = first;
            cachedMinuteTail = second;
        }
        return cachedMinute;
    }

    private int duration(byte[] b, int at) {
        int i = at;
        long micros = 0;
        while (b[i] >= '0' && b[i] <= '9') {
            micros = micros * 10 + b[i] - '0';
            i++;
        }
        int seconds = i - at;
        int fraction = 0;
        if (b[i] == '.') {
            i++;
            while (b[i] >= '0' && b[i] <= '9' && fraction < 6) {
                micros = micros * 10 + b[i] - '0';
                i++;
                fraction++;
            }
        }
        boolean usual = seconds > 0 && seconds < 9 && (b[at] != '0' || seconds == 1) && (b[i] == ',' || b[i] == '}');
        if (usual && (fraction > 0 || b[i - 1] != '.')) {
            for (; fraction < 6; fraction++) {
                micros *= 10;
            }
            head.duration = micros;
            return i;
        }
        int end = value(b, at);
        head.duration = Head.NONE;
        return end != bad && isNumber(b[at]) ? bad : end;
    }

    private static boolean isNumber(byte first) {
        return first == '-' || first >= '0' && first <= '9';
    }

    private int status(byte[] b, int at) {
        int end = value(b, at);
        if (b[at] == '"' && escaped) {
            return bad;
        }
        long word = Swar.word(b, at + 1);
        boolean error = end - at == 7 && (word & SIX) == ERROR;
        boolean interrupted = end - at == 13 && word == INTERRUPTED && Swar.word(b, at + 5) == INTERRUPTED_TAIL;
        head.status = error ? Head.ERROR : interrupted ? Head.INTERRUPTED : Head.OK;
        return end;
    }

    private int metadata(byte[] b, int at) {
        head.clearMetadata();
        if (b[at] != '{') {
            return value(b, at);
        }
        int i = space(b, at + 1);
        if (b[i] == '}') {
            return i + 1;
        }
        if (b[i] != '"') {
            return bad;
        }
        while (true) {
            long word = Swar.word(b, i + 1);
            if ((word & SIX) == MODEL) {
                i = text(b, colon(b, i + 7));
                head.model = number;
            } else if (word == TOKEN_USAGE && (int) Swar.word(b, i + 9) == TOKEN_USAGE_TAIL) {
                i = usage(b, colon(b, i + 13));
            } else if (word == TIME_TO_FIRST
                    && Swar.word(b, i + 9) == TIME_TO_FIRST_MIDDLE
                    && Swar.word(b, i + 15) == TIME_TO_FIRST_TAIL) {
                int value = colon(b, i + 23);
                i = decimal(b, value);
                head.firstToken = decimal;
            } else {
                i = skip(b, i);
            }
            i = next(b, i);
            if (b[i] != '"') {
                return b[i] == '}' ? i + 1 : bad;
            }
        }
    }

    private int usage(byte[] b, int at) {
        head.clearUsage();
        if (b[at] != '{') {
            return value(b, at);
        }
        head.hasUsage = true;
        int i = space(b, at + 1);
        if (b[i] == '}') {
            return i + 1;
        }
        while (true) {
            int value = colon(b, string(b, i));
            if (escaped) {
                return bad;
            }
            int token = token(b, i);
            if (token >= 0) {
                i = count(b, value, token);
            } else {
                boolean cost = (Swar.word(b, i + 1) & FIVE) == COST;
                i = cost ? decimal(b, value) : value(b, value);
                if (cost) {
                    head.cost = decimal >= 0 ? decimal : Double.NaN;
                }
            }
            i = next(b, i);
            if (b[i] != '"') {
                return b[i] == '}' ? i + 1 : bad;
            }
        }
    }

    private static int token(byte[] b, int at) {
        long word = Swar.word(b, at + 1);
        for (int i = 0; i < TOKEN_HEADS.length; i++) {
            byte[] key = TOKEN_KEYS[i];
            int length = key.length;
            if (word == TOKEN_HEADS[i]
                    && Swar.word(b, at + length - 7) == TOKEN_TAILS[i]
                    && (length <= 16 || Arrays.equals(b, at + 1, at + 1 + length, key, 0, length))) {
                return i;
            }
        }
        return -1;
    }

    private int count(byte[] b, int at, int token) {
        head.tokens[token] = -1;
        if (!isNumber(b[at])) {
            return value(b, at);
        }
        long count = 0;
        int i = at;
        while (b[i] >= '0' && b[i] <= '9') {
            count = count * 10 + b[i] - '0';
            i++;
        }
        boolean usual = i > at && i - at <= 18 && (b[at] != '0' || i == at + 1) && (b[i] == ',' || b[i] == '}');
        head.tokens[token] = count;
        return usual ? i : bad;
    }

    /** From behind a value to the quote of the next key, or to the brace that closes the object. */
    private int next(byte[] b, int at) {
        int i = b[at] > ' ' ? at : space(b, at);
        if (b[i] != ',') {
            return b[i] == '}' ? i : bad;
        }
        i++;
        if (b[i] != '"') {
            i = space(b, i);
        }
        return b[i] == '"' ? i : bad;
    }

    /** A number into {@link #decimal}; any other value makes it NaN. Numbers that need care are left to the parser. */
    private int decimal(byte[] b, int at) {
        int end = value(b, at);
        decimal = Double.NaN;
        if (end == bad || !isNumber(b[at])) {
            return end;
        }
        long digits = 0;
        int fraction = -1;
        for (int i = at; i < end; i++) {
            if (b[i] == '.') {
                fraction = i;
            } else if (b[i] >= '0' && b[i] <= '9' && i - at < 17) {
                digits = digits * 10 + b[i] - '0';
            } else {
                return bad;
            }
        }
        // up to 2^53 and 10^22 both are exact, so the quotient is the nearest double
        if (digits > 1L << 53) {
            return bad;
        }
        decimal = fraction < 0 ? digits : digits / POWERS[end - fraction - 1];
        return end;
    }
}
