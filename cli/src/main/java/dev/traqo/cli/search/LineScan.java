package dev.traqo.cli.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for matches in the values of one line, and in the keys inside of them; not in what makes a line a line: names of
 * fields, ids, times. One match a field is enough. Holds a piece of one value at a time, so that a line may be of any
 * length. Belongs to one thread.
 */
final class LineScan {

    private static final int PIECE = 1 << 20;
    private static final int LONGEST_KEY = 256;

    /** @param field {@code name}, {@code input}, … */
    record Match(String field, Snippet snippet) {}

    private enum Token {
        /** Nothing, or one of the characters that hold the others together. */
        NONE,
        KEY,
        STRING,
        /** A number, {@code true}, {@code false}, {@code null}. */
        LITERAL
    }

    private final Finder finder;
    private final TextBuffer text = new TextBuffer();
    private final Map<LineField, Snippet> found = new EnumMap<>(LineField.class);
    private final BitSet objects = new BitSet();
    private int depth;
    private boolean keyNext;
    private Token token = Token.NONE;
    private boolean kept;
    private LineField field = LineField.OTHER;
    private String type = "";
    private String spanId = "";

    LineScan(Finder finder) {
        this.finder = finder;
    }

    void begin() {
        found.clear();
        objects.clear();
        depth = 0;
        keyNext = false;
        token = Token.NONE;
        field = LineField.OTHER;
        type = "";
        spanId = "";
        if (finder instanceof PatternFinder pattern) {
            pattern.line();
        }
    }

    /** The next bytes of the line. */
    void feed(byte[] b, int from, int to) {
        int i = from;
        while (i < to) {
            i = switch (token) {
                case NONE -> structure(b, i, to);
                case LITERAL -> literal(b, i, to);
                default -> string(b, i, to);
            };
        }
    }

    /** What was found in the line that was fed. */
    List<Match> end() {
        List<Match> matches = new ArrayList<>();
        found.forEach((where, snippet) -> {
            String label = where.label(type);
            if (label != null) {
                matches.add(new Match(label, snippet));
            }
        });
        return matches;
    }

    /** The span that a line of an archive's second file belongs to. */
    String spanId() {
        return spanId;
    }

    private int structure(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            switch (b[i]) {
                case '{', '[' -> {
                    objects.set(++depth, b[i] == '{');
                    keyNext = b[i] == '{';
                }
                case '}', ']' -> {
                    depth = Math.max(0, depth - 1);
                    keyNext = false;
                }
                case ',' -> keyNext = objects.get(depth);
                case ':' -> keyNext = false;
                case ' ', '\t', '\r', '\n' -> {}
                case '"' -> {
                    open(keyNext ? Token.KEY : Token.STRING);
                    return i + 1;
                }
                default -> {
                    open(Token.LITERAL);
                    return i;
                }
            }
        }
        return to;
    }

    private void open(Token begun) {
        token = begun;
        text.clear();
        boolean key = begun == Token.KEY;
        if (key && depth == 1) {
            kept = true;
        } else if (depth == 1 && field.head()) {
            kept = true;
        } else {
            boolean named = key && field == LineField.ERROR && depth == 2;
            kept = field.searched() && depth >= 1 && !named && !found.containsKey(field);
        }
    }

    private int literal(byte[] b, int from, int to) {
        int i = from;
        while (i < to && "{}[],: \t\r\n\"".indexOf(b[i]) < 0) {
            if (kept) {
                text.add((char) (b[i] & 0x7F));
            }
            i++;
        }
        if (i < to) {
            if (kept && !(text.length == 4 && text.toString().equals("null"))) {
                look();
            }
            token = Token.NONE;
        }
        return i;
    }

    private int string(byte[] b, int from, int to) {
        int i = from;
        while (i < to) {
            byte c = b[i];
            if (text.inEscape()) {
                text.escape(c);
            } else if (c == '"') {
                close();
                return i + 1;
            } else if (c == '\\') {
                text.beginEscape();
            } else if (kept) {
                if (c >= 0) {
                    text.cut();
                    i = plain(b, i, to);
                    continue;
                }
                text.utf8(c);
            } else {
                i = skipped(b, i, to);
                continue;
            }
            i++;
        }
        return i;
    }

    /** Copies what stands for itself. */
    private int plain(byte[] b, int from, int to) {
        int i = from;
        while (i < to) {
            int stop = i + Math.min(to - i, text.room());
            char[] chars = text.text;
            int at = text.length;
            while (i < stop && b[i] >= 0 && b[i] != '"' && b[i] != '\\') {
                chars[at++] = (char) b[i++];
            }
            text.length = at;
            if (i < stop) {
                return i;
            }
            if (at >= PIECE) {
                piece();
            }
        }
        return i;
    }

    private static int skipped(byte[] b, int from, int to) {
        int i = from;
        while (i < to && b[i] != '"' && b[i] != '\\') {
            i++;
        }
        return i;
    }

    private void piece() {
        if (token == Token.KEY && depth == 1 || field.head()) {
            text.keep(LONGEST_KEY);
        } else {
            look();
            text.keep(kept ? finder.reach() : 0);
        }
    }

    private void close() {
        Token closed = token;
        token = Token.NONE;
        if (!kept) {
            return;
        }
        text.cut();
        if (closed == Token.KEY && depth == 1) {
            field = LineField.of(text.toString());
        } else if (depth == 1 && field.head()) {
            head();
        } else {
            look();
        }
    }

    private void head() {
        String value = text.toString();
        switch (field) {
            case TYPE -> type = value;
            case SPAN_ID -> spanId = value;
            default -> {
                if (finder.is(value)) {
                    found.put(LineField.ID, new Snippet("", value, ""));
                }
            }
        }
    }

    private void look() {
        if (finder.find(text.text, text.length)) {
            found.put(field, Snippet.of(text.text, text.length, finder.start, finder.end));
            kept = false;
        }
    }
}
