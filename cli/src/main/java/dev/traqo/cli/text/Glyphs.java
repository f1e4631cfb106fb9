package dev.traqo.cli.text;

/**
 * Measures text in terminal cells and makes foreign text safe to print.
 *
 * <p>Whatever comes from a trace passes through {@link #line} or {@link #block} before it is printed: a trace may hold
 * text that an attacker wrote, and a terminal obeys escape sequences.
 */
public final class Glyphs {

    private static final int ZERO_WIDTH_JOINER = 0x200D;

    /** First and last code point of each range that takes two cells, ascending. */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE,
        0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE,
        0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA,
        0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755,
        0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55,
        0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xA000, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3,
        0xF900, 0xFAFF, 0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18CFF, 0x1AFF0,
        0x1B2FF, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F1E6, 0x1F1FF, 0x1F200,
        0x1F265, 0x1F300, 0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF,
        0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF,
        0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567, 0x1F57A, 0x1F57A, 0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB,
        0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0, 0x1F6D2, 0x1F6D5, 0x1F6D7, 0x1F6DC, 0x1F6DF, 0x1F6EB,
        0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7EB, 0x1F7F0, 0x1F7F0, 0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947,
        0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x2FFFD, 0x30000, 0x3FFFD
    };

    private Glyphs() {}

    /** Cells that {@code text} takes on a terminal; {@code text} is without control characters. */
    public static int width(String text) {
        int cells = 0;
        for (int at = 0; at < text.length(); at = next(text, at)) {
            cells += clusterWidth(text, at);
        }
        return cells;
    }

    /** {@code text} in at most {@code cells} cells; what does not fit is replaced by {@code …}. */
    public static String cut(String text, int cells) {
        if (text.length() <= cells / 2 || width(text) <= cells) {
            return text;
        }
        if (cells <= 0) {
            return "";
        }
        int room = cells - 1;
        int at = 0;
        while (at < text.length()) {
            int width = clusterWidth(text, at);
            if (width > room) {
                break;
            }
            room -= width;
            at = next(text, at);
        }
        return text.substring(0, at).stripTrailing() + "…";
    }

    /** Foreign text as one harmless line: controls become visible pictures, direction overrides disappear. */
    public static String line(String text) {
        return clean(text, false);
    }

    /** Foreign text over several lines: line ends stay, tabs become spaces, everything else as {@link #line}. */
    public static String block(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean lines) {
        int at = 0;
        while (at < text.length() && plain(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, at);
        while (at < text.length()) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (lines && point == '\r' && at < text.length() && text.charAt(at) == '\n') {
                continue;
            }
            if (lines && point == '\n') {
                out.append('\n');
            } else if (point == '\t') {
                out.append(lines ? "    " : " ");
            } else {
                appendClean(out, point);
            }
        }
        return out.toString();
    }

    private static void appendClean(StringBuilder out, int point) {
        if (point < 0x20) {
            out.append((char) (0x2400 + point));
        } else if (point == 0x7F) {
            out.append('\u2421');
        } else if (point == 0x2028 || point == 0x2029) {
            out.append('\u2424');
        } else if (point == ZERO_WIDTH_JOINER || point == 0x200C) {
            // Joiners shape emoji and several scripts and do nothing else.
            out.appendCodePoint(point);
        } else if (unsafe(point)) {
            out.append('\uFFFD');
        } else {
            out.appendCodePoint(point);
        }
    }

    /** C1 controls (one of them starts escape sequences), direction overrides, invisible letters, lone surrogates. */
    private static boolean unsafe(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static boolean plain(char c) {
        return c >= 0x20 && c < 0x7F || c >= 0xA1 && c < 0x300 && c != 0xAD || c >= 0x2500 && c < 0x2600;
    }

    /** The end of the cluster that begins at {@code at}: a character with its marks, or emoji that are joined. */
    private static int next(String text, int at) {
        int point = text.codePointAt(at);
        int end = at + Character.charCount(point);
        if (regional(point) && end < text.length() && regional(text.codePointAt(end))) {
            return end + 2;
        }
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c < 0x300) {
                break;
            }
            int follower = text.codePointAt(end);
            if (follower == ZERO_WIDTH_JOINER && isWide(point) && end + 1 < text.length()) {
                end += 1 + Character.charCount(text.codePointAt(end + 1));
            } else if (zeroWidth(follower) || follower >= 0x1F3FB && follower <= 0x1F3FF && isWide(point)) {
                end += Character.charCount(follower);
            } else {
                break;
            }
        }
        return end;
    }

    private static int clusterWidth(String text, int at) {
        char first = text.charAt(at);
        if (first < 0x300) {
            return 1;
        }
        int point = text.codePointAt(at);
        return zeroWidth(point) ? 0 : isWide(point) ? 2 : 1;
    }

    private static boolean regional(int point) {
        return point >= 0x1F1E6 && point <= 0x1F1FF;
    }

    private static boolean zeroWidth(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> true;
            default -> false;
        };
    }

    private static boolean isWide(int point) {
        if (point < WIDE[0]) {
            return false;
        }
        int low = 0;
        int high = WIDE.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (point < WIDE[2 * middle]) {
                high = middle - 1;
            } else if (point > WIDE[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }
}
