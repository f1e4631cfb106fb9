package dev.traqo.cli.search;

import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a regular expression matches. One that would take longer than people live is given up: the text looks at the
 * clock while it is read.
 */
final class PatternFinder extends Finder {

    /** A line took too long, or needs more stack than there is. */
    static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1;

        GivenUp() {
            super(null, null, false, false);
        }
    }

    private static final long NANOS_A_LINE = 200_000_000;
    private static final int LOOK_EVERY = 1 << 12;
    private static final int REACH = 4096;

    private final Matcher matcher;
    private final BooleanSupplier cancelled;
    private long deadline;

    PatternFinder(Pattern pattern, BooleanSupplier cancelled) {
        this.matcher = pattern.matcher("");
        this.cancelled = cancelled;
    }

    /** Begins the time of a line. */
    void line() {
        deadline = System.nanoTime() + NANOS_A_LINE;
    }

    @Override
    boolean find(char[] text, int length) {
        try {
            matcher.reset(new Watched(text, 0, length, this));
            // An expression that matches nothing at all would match everywhere.
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    start = matcher.start();
                    end = matcher.end();
                    return true;
                }
            }
            return false;
        } catch (StackOverflowError e) { // alternatives that repeat need a frame for each character
            throw new GivenUp();
        }
    }

    private void look() {
        if (cancelled.getAsBoolean() || System.nanoTime() - deadline > 0) {
            throw new GivenUp();
        }
    }

    @Override
    boolean is(String text) {
        return false;
    }

    @Override
    int reach() {
        return REACH;
    }

    private static final class Watched implements CharSequence {
        private final char[] text;
        private final int from;
        private final int length;
        private final PatternFinder finder;
        private int read;

        Watched(char[] text, int from, int length, PatternFinder finder) {
            this.text = text;
            this.from = from;
            this.length = length;
            this.finder = finder;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public char charAt(int index) {
            if (++read % LOOK_EVERY == 0) {
                finder.look();
            }
            return text[from + index];
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Watched(text, from + start, end - start, finder);
        }

        @Override
        public String toString() {
            return new String(text, from, length);
        }
    }
}
