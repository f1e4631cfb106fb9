package dev.traqo.cli.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells by its bytes which lines may hold a word: all that do and some that do not. JSON has several forms for a
 * character ({@code é}, {@code \\u00e9}, {@code \\u00C9}), so a piece of the word is looked for that has few forms and is
 * long.
 */
final class LineFilter {

    /** Every line may. */
    static final LineFilter ALL = new LineFilter(List.of());

    private static final int MOST_FORMS = 4;
    private static final int LONGEST_PIECE = 16;

    /** What some writers escape for the sake of HTML. */
    private static final String HTML = "<>&'=+";

    private final List<BytePattern> patterns;

    private LineFilter(List<BytePattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /** A form of a character: its bytes, and whether letters in it may be capitals. */
    private record Form(byte[] bytes, boolean anyCase) {}

    static LineFilter of(String word, boolean matchCase) {
        List<List<Form>> forms =
                word.codePoints().mapToObj(c -> forms(c, matchCase)).toList();
        int bestFrom = 0;
        int bestTo = 1;
        int best = -1;
        for (int from = 0; from < forms.size(); from++) {
            int count = 1;
            int length = 0;
            for (int to = from; to < forms.size() && to < from + LONGEST_PIECE; to++) {
                count *= forms.get(to).size();
                length += forms.get(to).stream()
                        .mapToInt(form -> form.bytes.length)
                        .min()
                        .orElse(0);
                if (count > MOST_FORMS && to > from) {
                    break;
                }
                // A second row to look for costs as much again: it must make the first much rarer.
                int worth = length * 4 / (count + 3);
                if (worth > best) {
                    best = worth;
                    bestFrom = from;
                    bestTo = to + 1;
                }
            }
        }
        return new LineFilter(rows(forms.subList(bestFrom, bestTo)));
    }

    private static List<BytePattern> rows(List<List<Form>> forms) {
        List<List<Form>> rows = List.of(List.of());
        for (List<Form> character : forms) {
            List<List<Form>> longer = new ArrayList<>();
            for (List<Form> row : rows) {
                for (Form form : character) {
                    List<Form> more = new ArrayList<>(row);
                    more.add(form);
                    longer.add(more);
                }
            }
            rows = longer;
        }
        return rows.stream().map(LineFilter::pattern).toList();
    }

    private static BytePattern pattern(List<Form> row) {
        int length = row.stream().mapToInt(form -> form.bytes.length).sum();
        byte[] bytes = new byte[length];
        boolean[] anyCase = new boolean[length];
        int at = 0;
        for (Form form : row) {
            for (byte b : form.bytes) {
                bytes[at] = b;
                // Of an escape only the digits: `u` is small.
                anyCase[at] = form.anyCase && b != 'u' || form.anyCase && form.bytes.length == 1;
                at++;
            }
        }
        return new BytePattern(bytes, anyCase);
    }

    private static List<Form> forms(int c, boolean matchCase) {
        List<Form> forms = new ArrayList<>();
        if (c < 0x80) {
            String shortEscape = switch (c) {
                case '"' -> "\\\"";
                case '\\' -> "\\\\";
                case '/' -> "\\/";
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                case '\t' -> "\\t";
                case '\b' -> "\\b";
                case '\f' -> "\\f";
                default -> "";
            };
            boolean plain = c >= ' ' && c != '"' && c != '\\';
            if (plain) {
                forms.add(new Form(new byte[] {(byte) c}, !matchCase));
            }
            if (!shortEscape.isEmpty()) {
                forms.add(new Form(shortEscape.getBytes(StandardCharsets.US_ASCII), false));
            }
            if (!plain || c == 0x7f || c == '/' || HTML.indexOf(c) >= 0) {
                forms.add(escaped(c));
            }
            return forms;
        }
        for (int variant : variants(c, matchCase)) {
            forms.add(new Form(Character.toString(variant).getBytes(StandardCharsets.UTF_8), false));
            forms.add(escaped(variant));
        }
        return forms;
    }

    /** All characters that are the same but for capitals: up to four, as with the three thetas. */
    private static Set<Integer> variants(int c, boolean matchCase) {
        Set<Integer> variants = new LinkedHashSet<>();
        variants.add(c);
        if (!matchCase) {
            int folded = Folding.fold(c);
            int last = c < 0x10000 ? 0xFFFF : Character.MAX_CODE_POINT;
            for (int other = c < 0x10000 ? 0 : 0x10000; other <= last; other++) {
                if (Folding.fold(other) == folded) {
                    variants.add(other);
                }
            }
        }
        return variants;
    }

    private static Form escaped(int c) {
        StringBuilder text = new StringBuilder();
        for (char unit : Character.toChars(c)) {
            text.append("\\u").append(String.format("%04x", (int) unit));
        }
        return new Form(text.toString().getBytes(StandardCharsets.US_ASCII), true);
    }

    /** Looks for places that may be in a line with a match. Keeps what it has seen; belongs to one text. */
    Places places(byte[] text, int from, int to) {
        return new Places(this, text, from, to);
    }

    /** The places of one text, from front to back. */
    static final class Places {
        private final LineFilter filter;
        private final byte[] text;
        private final int to;
        private final int[] next;

        private Places(LineFilter filter, byte[] text, int from, int to) {
            this.filter = filter;
            this.text = text;
            this.to = to;
            this.next = new int[filter.patterns.size()];
            for (int i = 0; i < next.length; i++) {
                next[i] = filter.patterns.get(i).next(text, from, to);
            }
        }

        /** The first place at or behind this one; -1 if there is none. */
        int next(int from) {
            if (next.length == 0) {
                return from < to ? from : -1;
            }
            int least = -1;
            for (int i = 0; i < next.length; i++) {
                if (next[i] >= 0 && next[i] < from) {
                    next[i] = filter.patterns.get(i).next(text, from, to);
                }
                if (next[i] >= 0 && (least < 0 || next[i] < least)) {
                    least = next[i];
                }
            }
            return least;
        }
    }
}
