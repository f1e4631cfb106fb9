package dev.traqo.cli.search;

/** When two characters are the same although one is a capital: as in {@link String#equalsIgnoreCase}. */
final class Folding {

    private static final char[] FOLDED = new char[1 << 16];

    static {
        for (int c = 0; c < FOLDED.length; c++) {
            FOLDED[c] = Character.toLowerCase(Character.toUpperCase((char) c));
        }
    }

    private Folding() {}

    static char fold(char c) {
        return FOLDED[c];
    }

    /** Of a code point beyond the first 65,536, too. */
    static int fold(int codePoint) {
        return codePoint < FOLDED.length ? FOLDED[codePoint] : Character.toLowerCase(Character.toUpperCase(codePoint));
    }
}
