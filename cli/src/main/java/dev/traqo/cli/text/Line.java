package dev.traqo.cli.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A line made of coloured pieces, which knows its width. Pieces are harmless text already ({@link Glyphs#line}); foreign
 * text is added with {@link #foreign}.
 */
public final class Line {

    private record Piece(String text, Ink ink) {}

    private final List<Piece> pieces = new ArrayList<>(4);
    private int width;

    /** An empty line. */
    public Line() {}

    /** A line of one piece of the program's own text. */
    public static Line of(String text, Ink ink) {
        return new Line().add(text, ink);
    }

    /** A line of plain text of the program's own. */
    public static Line of(String text) {
        return of(text, Ink.PLAIN);
    }

    /** Appends the program's own text. */
    public Line add(String text, Ink ink) {
        if (!text.isEmpty()) {
            pieces.add(new Piece(text, ink));
            width += Glyphs.width(text);
        }
        return this;
    }

    /** Appends plain text of the program's own. */
    public Line add(String text) {
        return add(text, Ink.PLAIN);
    }

    /** Appends text that came out of a trace, made harmless. */
    public Line foreign(String text, Ink ink) {
        return add(Glyphs.line(text), ink);
    }

    /** Appends another line. */
    public Line add(Line other) {
        pieces.addAll(other.pieces);
        width += other.width;
        return this;
    }

    /** Appends spaces until the line is {@code cells} wide. */
    public Line padTo(int cells) {
        return width < cells ? add(" ".repeat(cells - width)) : this;
    }

    /** Width in terminal cells. */
    public int width() {
        return width;
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** This line in at most {@code cells} cells. */
    public Line cut(int cells) {
        if (width <= cells) {
            return this;
        }
        Line result = new Line();
        for (Piece piece : pieces) {
            int room = cells - result.width;
            int width = Glyphs.width(piece.text);
            if (width < room) {
                result.add(piece.text, piece.ink);
                continue;
            }
            // The piece that would fill the room exactly must also give way to the ellipsis: more follows it.
            String shortened = width == room ? Glyphs.cut(piece.text + " ", room) : Glyphs.cut(piece.text, room);
            return result.add(shortened, piece.ink);
        }
        return result;
    }

    /** The characters to print, without trailing spaces; with escape sequences if {@code colour}. */
    public String render(boolean colour) {
        StringBuilder out = new StringBuilder(width + 16);
        int last = pieces.size() - 1;
        while (last >= 0 && pieces.get(last).text.isBlank()) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            Piece piece = pieces.get(i);
            piece.ink.appendTo(out, i == last ? piece.text.stripTrailing() : piece.text, colour);
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return render(false);
    }
}
