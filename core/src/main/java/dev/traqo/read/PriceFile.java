package dev.traqo.read;

import dev.traqo.read.PriceEntry.Rates;
import dev.traqo.read.PriceEntry.Tariff;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads the JSON of a price table. A field that it does not know is an error: a misspelt price must not be lost. */
final class PriceFile {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Set<String> ENTRY = Set.of("over", "changes", "aliases");
    private static final Set<String> OVER = Set.of("tokens");
    private static final Set<String> CHANGE = Set.of("from", "over");

    private final String source;
    private final JsonParser json;
    private final Map<String, PriceEntry> models = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private String date = "";

    private PriceFile(String source, JsonParser json) {
        this.source = source;
        this.json = json;
    }

    /**
     * Parses a table.
     *
     * @param source what a message calls the file
     * @throws IllegalArgumentException one line: file, line, problem
     */
    static PriceTable parse(String source, byte[] bytes) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            return new PriceFile(source, json).table();
        } catch (JacksonException e) {
            String where =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            String problem = String.valueOf(e.getOriginalMessage()).replaceAll("\\s+", " ");
            throw new IllegalArgumentException(source + where + ": not valid JSON: " + problem, e);
        }
    }

    private PriceTable table() {
        json.nextToken();
        expect(JsonToken.START_OBJECT, "the file must hold one object: {\"models\": {…}}");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "date" -> date = day().toString();
                case "sources" -> json.skipChildren();
                case "models" -> models();
                default -> throw broken("unknown field \"" + field + "\"; use date, sources, models");
            }
        }
        if (json.nextToken() != null) {
            throw broken("text after the end of the object");
        }
        return PriceTable.of(date, models, aliases);
    }

    private void models() {
        expect(JsonToken.START_OBJECT, "\"models\" must be an object: {\"model-name\": {\"input\": 1, \"output\": 2}}");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String model = json.currentName().toLowerCase(Locale.ROOT);
            json.nextToken();
            Draft draft = draft(model, ENTRY);
            TreeMap<LocalDate, Tariff> changes = new TreeMap<>();
            draft.changes.forEach((from, change) -> changes.put(from, tariff(change)));
            models.put(model, new PriceEntry(model, tariff(draft), changes));
            draft.aliases.forEach(alias -> aliases.put(alias, model));
        }
    }

    private Draft draft(String model, Set<String> more) {
        expect(JsonToken.START_OBJECT, "\"" + model + "\" must be an object: {\"input\": 1, \"output\": 2}");
        Draft draft = new Draft();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            if (!draft.price(field, this) && !(more.contains(field) && structure(draft, field, model))) {
                throw broken("unknown field \"" + field + "\" in \"" + model + "\"; use input, output, cache_read,"
                        + " cache_write_5m, cache_write_1h, reasoning, "
                        + String.join(", ", more.stream().sorted().toList()));
            }
        }
        if (draft.input == null || draft.output == null) {
            throw broken("\"" + model + "\" needs both \"input\" and \"output\" (US dollars per million tokens)");
        }
        return draft;
    }

    private boolean structure(Draft draft, String field, String model) {
        switch (field) {
            case "tokens" -> draft.tokens = (long) amount(field);
            case "from" -> draft.from = day();
            case "over" -> draft.over = over(model);
            case "aliases" -> aliases(draft);
            default -> changes(draft, model);
        }
        return true;
    }

    private Draft over(String model) {
        Draft over = draft(model, OVER);
        if (over.tokens < 0) {
            throw broken("\"over\" of \"" + model + "\" needs \"tokens\": the input above which its prices apply");
        }
        return over;
    }

    private void aliases(Draft draft) {
        expect(JsonToken.START_ARRAY, "\"aliases\" must be an array of names");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(JsonToken.VALUE_STRING, "\"aliases\" must be an array of names");
            draft.aliases.add(json.getString().toLowerCase(Locale.ROOT));
        }
    }

    private void changes(Draft draft, String model) {
        expect(JsonToken.START_ARRAY, "\"changes\" must be an array of objects with \"from\" and prices");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            Draft change = draft(model, CHANGE);
            if (change.from == null) {
                throw broken("a change of \"" + model + "\" needs \"from\": the day it applies from, as 2026-01-31");
            }
            draft.changes.put(change.from, change);
        }
    }

    private static Tariff tariff(Draft draft) {
        Draft over = draft.over;
        return over == null
                ? new Tariff(draft.rates(), Long.MAX_VALUE, null)
                : new Tariff(draft.rates(), over.tokens, over.rates());
    }

    private double amount(String field) {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT && json.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
            throw broken("\"" + field + "\" must be a number");
        }
        double amount = json.getDoubleValue();
        if (amount < 0 || Double.isInfinite(amount)) {
            throw broken("\"" + field + "\" must not be negative or infinite");
        }
        return amount;
    }

    private LocalDate day() {
        expect(JsonToken.VALUE_STRING, "a date must be a string such as \"2026-01-31\"");
        try {
            return LocalDate.parse(json.getString());
        } catch (DateTimeException e) {
            throw broken("\"" + json.getString() + "\" is not a date; write it as 2026-01-31");
        }
    }

    private void expect(JsonToken token, String otherwise) {
        if (json.currentToken() != token) {
            throw broken(otherwise);
        }
    }

    private IllegalArgumentException broken(String problem) {
        return new IllegalArgumentException(
                source + ", line " + json.currentTokenLocation().getLineNr() + ": " + problem);
    }

    /** The fields of one object, before what is missing is filled in. */
    private static final class Draft {
        private @Nullable Double input;
        private @Nullable Double output;
        private @Nullable Double cacheRead;
        private @Nullable Double cacheWrite5m;
        private @Nullable Double cacheWrite1h;
        private @Nullable Double reasoning;
        private long tokens = -1;
        private @Nullable LocalDate from;
        private @Nullable Draft over;
        private final Map<LocalDate, Draft> changes = new HashMap<>();
        private final List<String> aliases = new ArrayList<>();

        private boolean price(String field, PriceFile file) {
            switch (field) {
                case "input" -> input = file.amount(field);
                case "output" -> output = file.amount(field);
                case "cache_read" -> cacheRead = file.amount(field);
                case "cache_write_5m" -> cacheWrite5m = file.amount(field);
                case "cache_write_1h" -> cacheWrite1h = file.amount(field);
                case "reasoning" -> reasoning = file.amount(field);
                default -> {
                    return false;
                }
            }
            return true;
        }

        /** A price that is not published is never zero: cached tokens are input, reasoning is output. */
        private Rates rates() {
            double in = or(input, 0);
            double out = or(output, 0);
            double write = or(cacheWrite5m, in);
            return new Rates(in, out, or(cacheRead, in), write, or(cacheWrite1h, write), or(reasoning, out));
        }

        private static double or(@Nullable Double price, double otherwise) {
            return price == null ? otherwise : price;
        }
    }
}
