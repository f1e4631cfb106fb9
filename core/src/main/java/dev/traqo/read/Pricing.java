package dev.traqo.read;

import dev.traqo.TokenUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What model calls cost, from a dated table of public list prices.
 *
 * <pre>{@code
 * OptionalDouble usd = Pricing.standard().cost("claude-sonnet-4-5", TokenUsage.of(1200, 350).withCacheRead(1000));
 * }</pre>
 *
 * <p>The bundled table holds text models and embeddings of OpenAI, Anthropic and Google: the makers' standard prices,
 * without discounts or surcharges for batch, priority or region. A model that is not in the table has no cost; it is
 * never guessed from a similar name, and never zero.
 *
 * <p><b>Names.</b> Case is ignored. Known ways to reach a model ({@code openai/}, {@code models/},
 * {@code openrouter/anthropic/}, {@code us.anthropic.}, {@code vertex_ai/}, {@code publishers/google/models/} …) and
 * known marks of a snapshot ({@code -2024-08-06}, {@code @20250514}, {@code -v1:0}, {@code -latest}) are taken off one
 * by one until an entry has the name that is left. A snapshot with an entry of its own keeps its own price.
 *
 * <p><b>Own prices.</b> A file with the same layout goes in front of the bundled table: the system property
 * {@code traqo.pricing}, else the environment variable {@code TRAQO_PRICING}, else {@code ~/.traqo/pricing.json}.
 *
 * <pre>{@code
 * {
 *   "date": "2026-11-22",
 *   "models": {
 *     "my-model":  {"input": 1.5, "output": 6},
 *     "azure/gpt-4o": {"input": 2.75, "output": 11, "cache_read": 1.375, "aliases": ["azure/team-gpt"]},
 *     "ft:my-org-*": {"input": 3, "output": 12,
 *                     "over": {"tokens": 200000, "input": 6, "output": 18},
 *                     "changes": [{"from": "2027-01-01", "input": 2, "output": 8}]}
 *   }
 * }
 * }</pre>
 *
 * Prices are US dollars per million tokens: {@code input} and {@code output}, and where they differ {@code cache_read},
 * {@code cache_write_5m}, {@code cache_write_1h} (without a price of its own a cached token costs what an input token
 * costs, a one-hour write what a five-minute write costs) and {@code reasoning} (otherwise as output). {@code over} has
 * the prices of the whole call when its input has more than {@code tokens} tokens; {@code changes} those that apply
 * from a day on. A name stands for others only if it ends in {@code *}.
 *
 * <p>Immutable, safe for any thread.
 */
public final class Pricing {

    private static final String PROPERTY = "traqo.pricing";
    private static final String VARIABLE = "TRAQO_PRICING";

    /** A trace has a handful of names but a million calls; names come from outside, so the memory has an end. */
    private static final int REMEMBERED = 1000;

    private final PriceTable table;
    private final Map<String, Optional<PriceEntry>> found = new ConcurrentHashMap<>();

    private Pricing(PriceTable table) {
        this.table = table;
    }

    /**
     * The bundled table with the user's own prices in front, read once. Never throws: an own file that cannot be used
     * is logged once, and the bundled table stands.
     */
    public static Pricing standard() {
        return Standard.PRICING;
    }

    /** The bundled table alone. */
    public static Pricing bundled() {
        return Bundled.PRICING;
    }

    /**
     * The bundled table with the entries of this file in front.
     *
     * @throws IllegalArgumentException if the file cannot be read or is not a price table: one line that names the
     *     file, the line and the problem
     */
    public static Pricing load(Path override) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(override);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(override + ": no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(override + ": cannot be read: " + e, e);
        }
        return new Pricing(bundled().table.with(PriceFile.parse(override.toString(), bytes)));
    }

    /** {@link #standard()} of these properties and variables; both answer null for what is not set. */
    static Pricing configured(UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> variable) {
        try {
            String file = property.apply(PROPERTY);
            if (file == null || file.isBlank()) {
                file = variable.apply(VARIABLE);
            }
            if (file != null && !file.isBlank()) {
                return load(Path.of(file));
            }
            String home = property.apply("user.home");
            Path usual = home == null ? null : Path.of(home, ".traqo", "pricing.json");
            return usual != null && Files.exists(usual) ? load(usual) : bundled();
        } catch (RuntimeException e) {
            System.getLogger("dev.traqo")
                    .log(Level.WARNING, "Own prices are ignored, bundled ones are used: " + e.getMessage());
            return bundled();
        }
    }

    /** The day of the prices, as {@code 2026-11-22}; the own file's if it states one. */
    public String date() {
        return table.date();
    }

    /** Stands for all prices: the same text only for the same table, in every run of a program. */
    public String fingerprint() {
        StringBuilder all = new StringBuilder(table.date());
        new TreeMap<>(table.models()).forEach((name, entry) -> all.append('\n').append(entry));
        new TreeMap<>(table.aliases())
                .forEach((name, model) ->
                        all.append('\n').append(name).append('=').append(model));
        try {
            byte[] text = all.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a call made today cost: {@link #cost(String, TokenUsage, LocalDate)}. */
    public OptionalDouble cost(@Nullable String model, TokenUsage usage) {
        return cost(model, usage, null);
    }

    /**
     * What a call cost, in US dollars.
     *
     * <p>Numbers that contradict each other (more cached tokens than input) are paid in full, not refused.
     *
     * @param day when the call was made (UTC), today if null; it matters where the table knows that a price changes
     * @return empty if the model has no price, or the usage neither input nor output tokens
     */
    public OptionalDouble cost(@Nullable String model, TokenUsage usage, @Nullable LocalDate day) {
        if (model == null || (usage.inputTokens() < 0 && usage.outputTokens() < 0)) {
            return OptionalDouble.empty();
        }
        PriceEntry entry = find(model).orElse(null);
        if (entry == null) {
            return OptionalDouble.empty();
        }
        boolean sameEveryDay = entry.changes().isEmpty();
        LocalDate when = day != null ? day : sameEveryDay ? LocalDate.EPOCH : LocalDate.now(ZoneOffset.UTC);
        return OptionalDouble.of(entry.cost(usage, when));
    }

    /** Whether this model has a price. */
    public boolean knows(String model) {
        return find(model).isPresent();
    }

    /** The name of the table's entry for this model, which may end in {@code *}; empty if it has none. */
    public Optional<String> canonicalName(String model) {
        return find(model).map(PriceEntry::model);
    }

    private Optional<PriceEntry> find(String model) {
        Optional<PriceEntry> known = found.get(model);
        if (known == null) {
            known = Optional.ofNullable(table.find(model));
            if (found.size() < REMEMBERED) {
                found.put(model, known);
            }
        }
        return known;
    }

    PriceTable table() {
        return table;
    }

    private static final class Standard {
        private static final Pricing PRICING = configured(System::getProperty, System::getenv);
    }

    private static final class Bundled {
        private static final Pricing PRICING = new Pricing(read());

        private static PriceTable read() {
            try (InputStream in = Pricing.class.getResourceAsStream("pricing.json")) {
                if (in == null) {
                    throw new IllegalStateException("pricing.json is missing from the jar of traqo-core");
                }
                return PriceFile.parse("pricing.json", in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
