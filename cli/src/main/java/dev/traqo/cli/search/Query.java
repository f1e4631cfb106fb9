package dev.traqo.cli.search;

import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** What is looked for. Immutable, safe for any thread. */
public final class Query {

    private final String word;
    private final @Nullable Pattern pattern;
    private final boolean matchCase;
    private final LineFilter filter;

    private Query(String word, @Nullable Pattern pattern, boolean matchCase, LineFilter filter) {
        this.word = word;
        this.pattern = pattern;
        this.matchCase = matchCase;
        this.filter = filter;
    }

    /**
     * A text.
     *
     * @param word not empty
     */
    public static Query text(String word, boolean matchCase) {
        return new Query(word, null, matchCase, LineFilter.of(word, matchCase));
    }

    /**
     * A regular expression of Java's; it looks at each value alone, so that {@code ^} is where a value begins.
     *
     * @throws IllegalArgumentException if it is none; the message says why in one line
     */
    public static Query expression(String expression, boolean matchCase) {
        try {
            int flags = matchCase ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
            return new Query(expression, Pattern.compile(expression, flags), matchCase, LineFilter.ALL);
        } catch (PatternSyntaxException e) {
            String where = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
            throw new IllegalArgumentException(e.getDescription() + where, e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("it is nested too deep", e);
        }
    }

    LineFilter filter() {
        return filter;
    }

    Finder finder(BooleanSupplier cancelled) {
        return pattern == null ? new WordFinder(word, matchCase) : new PatternFinder(pattern, cancelled);
    }
}
