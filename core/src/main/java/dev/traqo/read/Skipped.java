package dev.traqo.read;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a reader could not use, by reason, with the number of the first such line. Grows while its reader reads; not
 * safe for several threads at once.
 */
public final class Skipped {

    /** Why a line was not used. */
    public enum Reason {
        /** The last line, cut in the middle of being written. */
        TORN,
        /** Not JSON. */
        GARBAGE,
        /** JSON, but not an object. */
        NOT_AN_OBJECT,
        /** An object without a type that this version knows. */
        UNKNOWN_TYPE,
        /** A span without an id. */
        NO_ID,
        /** The compressed file ends, or is damaged, before its text is complete. */
        TRUNCATED;

        /** The reason as it is shown: lower case, with spaces. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);
    private final Map<Reason, Long> first = new EnumMap<>(Reason.class);

    Skipped() {}

    void add(Reason reason, long line) {
        counts.merge(reason, 1L, Long::sum);
        first.merge(reason, line, Math::min);
    }

    /** Adds what another reader of the same file skipped, its lines moved by {@code linesBefore}. */
    void addAll(Skipped other, long linesBefore) {
        other.counts.forEach((reason, count) -> counts.merge(reason, count, Long::sum));
        other.first.forEach((reason, line) -> first.merge(reason, line + linesBefore, Math::min));
    }

    /** Whether everything could be used. */
    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** How many lines were skipped, for any reason. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many lines were skipped, by reason; only reasons that occurred. A view: it grows with the reader. */
    public Map<Reason, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** How many lines were skipped for this reason. */
    public long count(Reason reason) {
        return counts.getOrDefault(reason, 0L);
    }

    /** Number of the first line, from 1, that was skipped for this reason; -1 if none was. */
    public long firstLine(Reason reason) {
        return first.getOrDefault(reason, -1L);
    }

    /** One line for people: {@code 3 lines skipped: 2 garbage (first at line 7), 1 torn (line 12)}. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "nothing skipped";
        }
        StringBuilder text = new StringBuilder();
        text.append(total()).append(total() == 1 ? " line skipped: " : " lines skipped: ");
        String separator = "";
        for (Map.Entry<Reason, Long> entry : counts.entrySet()) {
            long count = entry.getValue();
            text.append(separator)
                    .append(count)
                    .append(' ')
                    .append(entry.getKey().label());
            text.append(count == 1 ? " (line " : " (first at line ");
            text.append(firstLine(entry.getKey())).append(')');
            separator = ", ";
        }
        return text.toString();
    }
}
