package dev.traqo.cli.search;

/** Finds a text as it stands, or whatever its capitals. */
final class WordFinder extends Finder {

    private final String word;
    private final boolean matchCase;
    private final char[] wanted;

    WordFinder(String word, boolean matchCase) {
        this.word = word;
        this.matchCase = matchCase;
        this.wanted = matchCase ? word.toCharArray() : folded(word);
    }

    private static char[] folded(String word) {
        return word.codePoints()
                .map(Folding::fold)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .toCharArray();
    }

    @Override
    boolean find(char[] text, int length) {
        int last = length - wanted.length;
        char first = wanted[0];
        for (int i = 0; i <= last; i++) {
            if (at(text, i) == first && matches(text, i)) {
                start = i;
                end = i + wanted.length;
                return true;
            }
        }
        return false;
    }

    private boolean matches(char[] text, int from) {
        for (int i = 1; i < wanted.length; i++) {
            if (at(text, from + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private char at(char[] text, int i) {
        char c = text[i];
        if (matchCase) {
            return c;
        }
        // Of the pairs that have capitals only the second half differs.
        if (Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text[i - 1])) {
            return Character.lowSurrogate(Folding.fold(Character.toCodePoint(text[i - 1], c)));
        }
        return Folding.fold(c);
    }

    @Override
    boolean is(String text) {
        return matchCase ? text.equals(word) : text.equalsIgnoreCase(word);
    }

    @Override
    int reach() {
        return wanted.length;
    }
}
