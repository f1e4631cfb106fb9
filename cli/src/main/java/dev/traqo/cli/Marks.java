package dev.traqo.cli;

import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Units;
import dev.traqo.read.Status;
import dev.traqo.read.Totals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The signs and colours that mean the same in every command. */
final class Marks {

    private Marks() {}

    static Line status(Status status) {
        return Line.of(sign(status) + " " + status.label(), ink(status));
    }

    static String sign(Status status) {
        return switch (status) {
            case OK -> "✓";
            case ERROR -> "✗";
            case INTERRUPTED -> "◌";
            case RUNNING -> "●";
            case CRASHED -> "!";
        };
    }

    static Ink ink(Status status) {
        return switch (status) {
            case OK -> Ink.GREEN;
            case ERROR, CRASHED -> Ink.RED;
            case INTERRUPTED -> Ink.YELLOW;
            case RUNNING -> Ink.CYAN;
        };
    }

    /** The colour of a kind of span: the same for its name and its bar. */
    static Ink kind(@Nullable String kind) {
        return switch (kind == null ? "" : kind) {
            case "llm" -> Ink.MAGENTA;
            case "tool" -> Ink.YELLOW;
            case "retriever", "embedding" -> Ink.CYAN;
            case "agent", "chain" -> Ink.BLUE;
            case "guardrail" -> Ink.GREEN;
            default -> Ink.PLAIN;
        };
    }

    /** {@code 1.2k → 350}; empty without tokens. */
    static Line tokens(Totals totals) {
        return totals.hasTokens()
                ? Line.of(Units.count(totals.inputTokens())).add(" → ", Ink.DIM).add(Units.count(totals.outputTokens()))
                : new Line();
    }

    /** {@code  (1,000 cached, 200 reasoning)}: the parts of the tokens that have a price of their own. */
    static String parts(Totals totals) {
        List<String> parts = new ArrayList<>();
        if (totals.cacheReadTokens() > 0) {
            parts.add(Units.count(totals.cacheReadTokens()) + " cached");
        }
        if (totals.cacheCreationTokens() > 0) {
            parts.add(Units.count(totals.cacheCreationTokens()) + " cache writes");
        }
        if (totals.reasoningTokens() > 0) {
            parts.add(Units.count(totals.reasoningTokens()) + " reasoning");
        }
        return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }

    /** {@code $0.0041}, {@code $0.0041+} when a part has no price, {@code ?} when nothing has one. */
    static Line cost(Totals totals) {
        if (totals.cost() > 0) {
            return Line.of(Units.cost(totals.cost())).add(totals.unpriced() > 0 ? "+" : "", Ink.DIM);
        }
        return totals.unpriced() > 0 ? Line.of("?", Ink.DIM) : new Line();
    }

    static Line errors(long errors) {
        return errors == 0 ? new Line() : Line.of(Units.grouped(errors), Ink.RED);
    }
}
