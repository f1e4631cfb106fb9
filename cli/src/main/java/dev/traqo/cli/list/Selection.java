package dev.traqo.cli.list;

import dev.traqo.read.Status;
import dev.traqo.read.TraceSummary;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which traces a person wants to see. An absent condition holds for all.
 *
 * @param tags all of these
 * @param statuses any of these; empty means any
 * @param thread exactly this conversation
 * @param since begun at or after this moment
 * @param name part of the name, or a pattern with {@code *} and {@code ?} for all of it; capitals do not matter
 */
public record Selection(
        List<String> tags,
        Set<Status> statuses,
        @Nullable String thread,
        @Nullable Instant since,
        @Nullable String name) {

    /** Whether the trace meets all conditions. */
    public boolean accepts(TraceSummary summary) {
        return summary.tags().containsAll(tags)
                && (statuses.isEmpty() || statuses.contains(summary.status()))
                && (thread == null || thread.equals(summary.threadId()))
                && (since == null || begunSince(summary, since))
                && (name == null || matches(name, summary.name()));
    }

    private static boolean begunSince(TraceSummary summary, Instant since) {
        Instant start = summary.start();
        return start != null && !start.isBefore(since);
    }

    /** Whether the trace or one of those below it meets all conditions. */
    public boolean acceptsAny(Entry entry) {
        return accepts(entry.summary()) || entry.children().stream().anyMatch(this::acceptsAny);
    }

    /** Whether {@code pattern} is a part of {@code name}, or as a glob matches all of it. */
    public static boolean matches(String pattern, String name) {
        if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
            return name.toLowerCase(Locale.ROOT).contains(pattern.toLowerCase(Locale.ROOT));
        }
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL)
                .matcher(name)
                .matches();
    }
}
