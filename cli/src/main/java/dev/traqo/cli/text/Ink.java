package dev.traqo.cli.text;

/** The colours of the program: the sixteen every terminal has, so that the user's own palette applies. */
public enum Ink {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    BLUE("34"),
    MAGENTA("35"),
    CYAN("36"),
    BOLD_RED("1;31");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    void appendTo(StringBuilder out, String text, boolean colour) {
        if (!colour || this == PLAIN || text.isEmpty()) {
            out.append(text);
            return;
        }
        out.append("\u001b[").append(code).append('m').append(text).append("\u001b[0m");
    }
}
