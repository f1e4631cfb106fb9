package dev.traqo.internal;

import dev.traqo.internal.JsonWriter.Constant;
import java.nio.charset.StandardCharsets;

/** Finds what {@link Events#file} has written: without its hash a file is lost, so a mask must not see it. */
final class FileStub {

    private static final int HASH = 64;
    private static final int LONGEST_ENDING = 8;
    private static final int LONGEST_SIZE = 10;

    private final byte[] line;
    private int at;

    private FileStub(byte[] line, int at) {
        this.line = line;
        this.at = at;
    }

    /** Position behind the stub that begins here; -1 if something else does. */
    static int end(byte[] line, int at) {
        FileStub stub = new FileStub(line, at);
        return stub.matches() ? stub.at : -1;
    }

    private boolean matches() {
        boolean kept = take(Events.FILE);
        if (kept) {
            if (!takeHash() || !take('.') || !takeWord(LONGEST_ENDING) || !take(Events.FILE_TYPE)) {
                return false;
            }
        } else if (!take(Events.TYPE_WITHOUT_FILE)) {
            return false;
        }
        return takeType()
                && take(Events.FILE_SIZE)
                && takeNumber()
                && take(Events.FILE_HASH)
                && takeHash()
                && take(Events.FILE_END);
    }

    private boolean take(Constant constant) {
        int end = at + constant.length;
        if (end > line.length) {
            return false;
        }
        for (int i = at; i < end; i++) {
            if (line[i] != constant.padded[i - at]) {
                return false;
            }
        }
        at = end;
        return true;
    }

    private boolean take(char c) {
        return at < line.length && line[at++] == c;
    }

    private boolean takeHash() {
        int end = at + HASH;
        while (at < end && at < line.length && (isDigit(line[at]) || line[at] >= 'a' && line[at] <= 'f')) {
            at++;
        }
        return at == end;
    }

    private boolean takeWord(int longest) {
        int from = at;
        while (at < line.length && (isDigit(line[at]) || line[at] >= 'a' && line[at] <= 'z')) {
            at++;
        }
        return at > from && at - from <= longest;
    }

    private boolean takeNumber() {
        int from = at;
        while (at < line.length && isDigit(line[at])) {
            at++;
        }
        return at > from && at - from <= LONGEST_SIZE;
    }

    private boolean takeType() {
        int from = at + 1;
        if (!take('"')) {
            return false;
        }
        while (at < line.length && line[at] != '"' && at - from <= MediaTypes.LONGEST) {
            at++;
        }
        return take('"') && MediaTypes.isClean(new String(line, from, at - 1 - from, StandardCharsets.US_ASCII));
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
