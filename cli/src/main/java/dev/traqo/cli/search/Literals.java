package dev.traqo.cli.search;

/** The longest text that every match of a regular expression holds, as far as that is easy to see. */
final class Literals {

    private static final String CLASSES = "dDwWsShHvVbB";

    private final String expression;
    private final StringBuilder run = new StringBuilder();
    private String longest = "";

    private Literals(String expression) {
        this.expression = expression;
    }

    /** Empty if there is none, or if it is not easy to see. */
    static String of(String expression) {
        Literals literals = new Literals(expression);
        return literals.read() ? literals.longest : "";
    }

    private boolean read() {
        for (int i = 0; i < expression.length(); ) {
            int c = expression.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '(', ')', '|', '{' -> {
                    return false;
                }
                case '.', '^', '$', '+' -> end();
                case '?', '*' -> optional();
                case '[' -> {
                    i = behindClass(i);
                    end();
                }
                case '\\' -> {
                    int escaped = i < expression.length() ? expression.codePointAt(i) : 'E';
                    i += Character.charCount(escaped);
                    if (!Character.isLetterOrDigit(escaped)) {
                        run.appendCodePoint(escaped);
                    } else if (CLASSES.indexOf(escaped) >= 0) {
                        end();
                    } else {
                        return false;
                    }
                }
                default -> run.appendCodePoint(c);
            }
            if (i < 0) {
                return false;
            }
        }
        end();
        return true;
    }

    private void end() {
        if (run.length() > longest.length()) {
            longest = run.toString();
        }
        run.setLength(0);
    }

    private void optional() {
        if (!run.isEmpty()) {
            run.setLength(run.offsetByCodePoints(run.length(), -1));
        }
        end();
    }

    /** Behind the bracket that closes a class; -1 if there are brackets in it. */
    private int behindClass(int from) {
        int first = from < expression.length() && expression.charAt(from) == '^' ? from + 1 : from;
        for (int i = first; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == ']' && i > first) {
                return i + 1;
            } else if (c == '[' || c == ']' || c == '&' || c == '\\') {
                return -1;
            }
        }
        return -1;
    }
}
