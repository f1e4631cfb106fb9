package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.traqo.TokenUsage;
import dev.traqo.read.PriceEntry.Rates;
import dev.traqo.read.PriceEntry.Tariff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricingTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    @TempDir
    Path folder;

    private final Pricing pricing = Pricing.bundled();

    private static void costs(Pricing pricing, String model, TokenUsage usage, double usd) {
        assertThat(pricing.cost(model, usage, DAY).orElseThrow()).isCloseTo(usd, within(1e-12));
    }

    private Path file(String json) throws IOException {
        return Files.writeString(folder.resolve("prices.json"), json);
    }

    @Test
    void cost_inputAndOutput() {
        costs(pricing, "gpt-4o", TokenUsage.of(1000, 500), 0.0075);
        costs(pricing, "claude-3-5-haiku", TokenUsage.of(10_000, 1000), 0.012);
        costs(pricing, "gemini-2.5-flash", TokenUsage.of(10_000, 1000), 0.0055);
        costs(pricing, "gpt-4o", TokenUsage.of(0, 0), 0);
    }

    @Test
    void cost_openAiCachedInputAndReasoning() {
        // 200 × 2.5 + 800 × 1.25 + 500 × 10
        costs(pricing, "gpt-4o", TokenUsage.of(1000, 500).withCacheRead(800), 0.0065);
        // 1000 × 1.1 + 2000 × 4.4, reasoning at the price of output
        costs(pricing, "o4-mini", TokenUsage.of(1000, 2000).withReasoning(1900), 0.0099);
        // 100 × 2 + 600 × 0.1 + 300 × 2.5 + 10 × 10
        costs(pricing, "gpt-6.2-sol", TokenUsage.of(1000, 10).withCacheRead(600).withCacheCreation(300), 0.00111);
    }

    @Test
    void cost_anthropicCacheWritesByLifetime() {
        // 1000 × 3 + 5000 × 0.3 + 2000 × 3.75 + 2000 × 6 + 1000 × 15
        TokenUsage usage = TokenUsage.of(10_000, 1000)
                .withCacheRead(5000)
                .withCacheCreation(4000)
                .withCacheCreation1h(2000);
        costs(pricing, "claude-sonnet-4-6", usage, 0.039);
        // The one-hour part alone is still a write: 500 × 5 + 500 × 10 + 100 × 25
        costs(pricing, "claude-opus-4-5", TokenUsage.of(1000, 100).withCacheCreation1h(500), 0.01);
        // A cache read that is not a tenth of the input: 1000 × 10 + 9000 × 0.25
        costs(pricing, "claude-fable-5-1", TokenUsage.of(10_000, 0).withCacheRead(9000), 0.01225);
    }

    @Test
    void cost_geminiCachedInputAndThinking() {
        // 2000 × 2 + 8000 × 0.2 + 3000 × 12
        costs(
                pricing,
                "gemini-3.1-pro-preview",
                TokenUsage.of(10_000, 3000).withCacheRead(8000).withReasoning(2500),
                0.0416);
    }

    @Test
    void cost_longInput_isTheOtherTariffForTheWholeCall() {
        costs(pricing, "gemini-2.5-pro", TokenUsage.of(200_000, 1000), 0.26);
        // 200001 × 2.5 + 1000 × 15
        costs(pricing, "gemini-2.5-pro", TokenUsage.of(200_001, 1000), 0.5150025);
        // 50000 × 2.5 + 250000 × 0.25
        costs(pricing, "gemini-2.5-pro", TokenUsage.of(300_000, 0).withCacheRead(250_000), 0.1875);
        // 100000 × 6 + 200000 × 7.5 + 1000 × 22.5
        costs(pricing, "claude-sonnet-4-5", TokenUsage.of(300_000, 1000).withCacheCreation(200_000), 2.1225);
        costs(pricing, "claude-sonnet-4-6", TokenUsage.of(300_000, 1000), 0.915);
        // 100000 × 0.5 + 1 × 0.05 + 100 × 2.5
        costs(pricing, "claude-haiku-5-5", TokenUsage.of(100_001, 100).withCacheRead(1), 0.05025005);
        // 300000 × 5 + 1000 × 22.5
        costs(pricing, "gpt-5.4", TokenUsage.of(300_000, 1000), 1.5225);
        costs(pricing, "gpt-5.4", TokenUsage.of(272_000, 0), 0.68);
    }

    @Test
    void cost_embedding_needsNoOutput() {
        costs(pricing, "text-embedding-3-small", TokenUsage.of(50_000, -1), 0.001);
        costs(pricing, "gemini-embedding-001", TokenUsage.of(50_000, -1), 0.0075);
    }

    @Test
    void cost_cachedTokensWithoutPublishedPrice_areInput() {
        costs(pricing, "o1-pro", TokenUsage.of(1000, 0).withCacheRead(1000), 0.15);
        costs(pricing, "gpt-4o", TokenUsage.of(1000, 0).withCacheCreation(1000), 0.0025);
        costs(pricing, "gemini-2.5-pro", TokenUsage.of(1000, 0).withCacheCreation1h(1000), 0.00125);
    }

    @Test
    void cost_numbersThatContradictEachOther_arePaidInFull() {
        costs(pricing, "claude-sonnet-4-6", TokenUsage.of(10, 0).withCacheRead(1000), 0.0003);
        costs(pricing, "o3", TokenUsage.of(0, 100).withReasoning(5000), 0.0008);
    }

    @Test
    void cost_announcedChange_appliesFromItsDay() {
        TokenUsage usage = TokenUsage.of(1000, 100).withCacheRead(500);
        assertThat(pricing.cost("gemini-4-argon", usage, LocalDate.of(2026, 11, 30)))
                .hasValueCloseTo(0.00205, within(1e-12));
        assertThat(pricing.cost("gemini-4-argon", usage, LocalDate.of(2026, 12, 1)))
                .hasValueCloseTo(0.0041, within(1e-12));
    }

    @Test
    void fingerprint_isAnotherOne_forOtherPrices(@TempDir Path folder) throws IOException {
        Path own = folder.resolve("pricing.json");
        Files.writeString(own, "{\"models\":{\"my-model\":{\"input\":1,\"output\":2}}}");
        String first = Pricing.load(own).fingerprint();
        assertThat(Pricing.load(own).fingerprint())
                .isEqualTo(first)
                .isNotEqualTo(Pricing.bundled().fingerprint());
        Files.writeString(own, "{\"models\":{\"my-model\":{\"input\":1,\"output\":3}}}");
        assertThat(Pricing.load(own).fingerprint()).isNotEqualTo(first);
    }

    @Test
    void cost_withoutDay_isTodays() {
        assertThat(pricing.cost("gpt-4o", TokenUsage.of(1000, 0))).hasValueCloseTo(0.0025, within(1e-12));
    }

    @Test
    void cost_withoutModelOrNumbers_isEmpty() {
        assertThat(pricing.cost(null, TokenUsage.of(1, 1))).isEmpty();
        assertThat(pricing.cost("gpt-4o", TokenUsage.of(-1, -1).withCacheRead(5)))
                .isEmpty();
        assertThat(pricing.cost("no-such-model", TokenUsage.of(1, 1))).isEmpty();
    }

    @Test
    void bundledTable_hasSanePrices() {
        List<PriceEntry> entries = pricing.table().entries().toList();
        assertThat(entries).hasSizeGreaterThan(100);
        for (PriceEntry entry : entries) {
            Stream.concat(Stream.of(entry.first()), entry.changes().values().stream())
                    .forEach(tariff -> assertSane(entry.model(), tariff));
        }
        assertThat(pricing.date()).isEqualTo("2026-11-22");
    }

    private static void assertSane(String model, Tariff tariff) {
        assertSane(model, tariff.rates());
        if (tariff.beyond() != null) {
            assertSane(model, tariff.beyond());
            assertThat(tariff.threshold()).as(model).isBetween(100_000L, 1_000_000L);
            assertThat(tariff.beyond().input())
                    .as(model)
                    .isGreaterThan(tariff.rates().input());
            assertThat(tariff.beyond().output())
                    .as(model)
                    .isGreaterThan(tariff.rates().output());
        }
    }

    private static void assertSane(String model, Rates rates) {
        assertThat(rates.input()).as(model).isBetween(0.001, 1000.0);
        if (model.contains("embedding")) {
            assertThat(rates.output()).as(model).isZero();
        } else {
            assertThat(rates.output()).as(model).isGreaterThanOrEqualTo(rates.input());
        }
        assertThat(rates.cacheRead()).as(model).isPositive().isLessThanOrEqualTo(rates.input());
        assertThat(rates.cacheWrite5m()).as(model).isGreaterThanOrEqualTo(rates.input());
        assertThat(rates.cacheWrite1h()).as(model).isGreaterThanOrEqualTo(rates.cacheWrite5m());
        assertThat(rates.reasoning()).as(model).isEqualTo(rates.output());
    }

    @Test
    void bundledTable_aliasesLeadToEntriesAndHideNone() {
        PriceTable table = pricing.table();
        assertThat(table.aliases().values()).allMatch(table.models()::containsKey);
        assertThat(table.aliases().keySet()).noneMatch(table.models()::containsKey);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o",
        "GPT-4o, gpt-4o",
        "' gpt-4o ', gpt-4o",
        "openai/gpt-4o, gpt-4o",
        "openai:gpt-4o, gpt-4o",
        "azure/gpt-4o-2024-08-06, gpt-4o",
        "gpt-4o-2024-05-13, gpt-4o-2024-05-13",
        "openai/gpt-4o-2024-05-13, gpt-4o-2024-05-13",
        "gpt-4o-mini-2024-07-18, gpt-4o-mini",
        "gpt-4-0613, gpt-4",
        "gpt-35-turbo, gpt-3.5-turbo",
        "gpt-3.5-turbo-0613, gpt-3.5-turbo-0613",
        "o3-mini-2025-01-31, o3-mini",
        "gpt-5-chat-latest, gpt-5-chat",
        "chatgpt-4o-latest, chatgpt-4o-latest",
        "gpt-5.6, gpt-5.6-sol",
        "gpt-6.1-sol-2026-09-29, gpt-6.1-sol",
        "openrouter/openai/gpt-4.1-mini, gpt-4.1-mini",
        "ft:gpt-4o-2024-08-06:my-org::AbC1, ft:gpt-4o-2024-08-06:*",
        "text-embedding-ada-002-v2, text-embedding-ada-002",
        "claude-sonnet-4-20250514, claude-sonnet-4",
        "claude-sonnet-4@20250514, claude-sonnet-4",
        "claude-opus-4-1-20250805, claude-opus-4-1",
        "claude-3-5-sonnet-latest, claude-3-5-sonnet",
        "claude-3-5-sonnet-v2@20241022, claude-3-5-sonnet",
        "anthropic/claude-3.7-sonnet, claude-3-7-sonnet",
        "openrouter/anthropic/claude-opus-4.5, claude-opus-4-5",
        "anthropic.claude-3-5-sonnet-20241022-v2:0, claude-3-5-sonnet",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0, claude-sonnet-4-5",
        "eu.anthropic.claude-haiku-4-5-20251001-v1:0, claude-haiku-4-5",
        "apac.anthropic.claude-sonnet-4-20250514-v1:0, claude-sonnet-4",
        "global.anthropic.claude-opus-4-6-v1, claude-opus-4-6",
        "bedrock/us.anthropic.claude-3-haiku-20240307-v1:0, claude-3-haiku",
        "bedrock/converse/anthropic.claude-v2:1, claude-2.1",
        "'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0', claude-3-haiku",
        "claude-opus-4-8[1m], claude-opus-4-8",
        "vertex_ai/claude-opus-4-5@20251101, claude-opus-4-5",
        "models/gemini-2.5-pro, gemini-2.5-pro",
        "gemini/gemini-2.0-flash-001, gemini-2.0-flash",
        "google/gemini-2.5-flash-lite, gemini-2.5-flash-lite",
        "publishers/google/models/gemini-1.5-pro-002, gemini-1.5-pro",
        "projects/p/locations/global/publishers/google/models/gemini-2.5-flash, gemini-2.5-flash",
        "gemini-2.5-pro-preview-05-06, gemini-2.5-pro",
        "models/gemini-embedding-001, gemini-embedding-001",
    })
    void canonicalName_ofKnownSpellings(String model, String expected) {
        assertThat(pricing.canonicalName(model)).hasValue(expected);
        assertThat(pricing.knows(model)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gpt",
                "openai/",
                "gpt-4o-audio-preview-2025",
                "gpt-4o-audio-preview-2024-12-17",
                "gpt-4o-realtime-preview",
                "o1-super-expensive",
                "o1-2024-13-45",
                "gpt-4o-v2",
                "gpt-4o-v2-latest",
                "gpt-4o-",
                "xgpt-4o",
                "gpt-4o:free",
                "openrouter/anthropic/claude-sonnet-4:beta",
                "someone/gpt-4o",
                "openrouter/someone/gpt-4o",
                "azure/eu/gpt-4o",
                "bedrock/us-east-1/anthropic.claude-v2:1",
                "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc",
                "claude-sonnet",
                "claude-sonnet-latest",
                "claude-sonnet-9",
                "gemini-pro-latest",
                "gemini-2.5-pro-preview-tts",
                "ft:gpt-4o-2024-08-06",
                "llama-3.1-70b",
            })
    void unknownName_isUnpriced(String model) {
        assertThat(pricing.knows(model)).isFalse();
        assertThat(pricing.canonicalName(model)).isEmpty();
        assertThat(pricing.cost(model, TokenUsage.of(1000, 1000))).isEmpty();
    }

    @Test
    void load_ownEntriesWin() throws IOException {
        Pricing own = Pricing.load(file("""
                {
                  "date": "2027-02-03",
                  "models": {
                    "GPT-4o": {"input": 1, "output": 2},
                    "azure/gpt-4o": {"input": 7, "output": 8},
                    "my-*": {"input": 10, "output": 10, "reasoning": 30},
                    "my-mini-*": {"input": 5, "output": 5, "cache_write_5m": 6, "aliases": ["Tiny", "o3"]},
                    "free": {"input": 0, "output": 0, "changes": [{"from": "2026-01-01", "input": 4, "output": 4,
                      "over": {"tokens": 10, "input": 40, "output": 40}}]}
                  }
                }
                """));
        TokenUsage million = TokenUsage.of(1_000_000, 0);
        costs(own, "gpt-4o", million, 1);
        costs(own, "gpt-4o-2024-08-06", million.withCacheRead(1_000_000), 1);
        costs(own, "gpt-4o-2024-05-13", million, 5);
        costs(own, "azure/gpt-4o", million, 7);
        costs(own, "my-model", TokenUsage.of(0, 1_000_000).withReasoning(500_000), 20);
        costs(own, "my-mini-model", million, 5);
        costs(own, "tiny", million.withCacheCreation(1_000_000).withCacheCreation1h(1_000_000), 6);
        costs(own, "o3", million, 5);
        costs(own, "free", TokenUsage.of(10, 0), 0.00004);
        costs(own, "free", TokenUsage.of(11, 0), 0.00044);
        assertThat(own.cost("free", million, LocalDate.of(2025, 12, 31))).hasValue(0);
        costs(own, "claude-opus-4-1", million, 15);
        assertThat(own.date()).isEqualTo("2027-02-03");
        assertThat(Pricing.bundled().canonicalName("o3")).hasValue("o3");
    }

    @Test
    void load_withoutDate_keepsTheBundledOne() throws IOException {
        assertThat(Pricing.load(file("{\"models\": {}}")).date())
                .isEqualTo(Pricing.bundled().date());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | 1 | one object",
                "{'models': {'m': {'input': 1,~ 'output': 2, 'cache_raed': 1}}} | 2 | unknown field \"cache_raed\" in \"m\"",
                "{'modles': {}} | 1 | unknown field \"modles\"",
                "{'models': {~~'m': {'input': 1}}} | 3 | needs both \"input\" and \"output\"",
                "{'models': {'m': {'input': -1, 'output': 2}}} | 1 | \"input\" must not be negative",
                "{'models': {'m': {'input': '1', 'output': 2}}} | 1 | \"input\" must be a number",
                "{'models': {'m': {'input': 1e999, 'output': 2}}} | 1 | infinite",
                "{'models': {'m': 3}} | 1 | \"m\" must be an object",
                "{'models': 3} | 1 | \"models\" must be an object",
                "{'models': {'m': {'input': 1, 'output': 2, 'over': {'input': 1, 'output': 2}}}} | 1 | needs \"tokens\"",
                "{'models': {'m': {'input': 1, 'output': 2, 'changes': [{'input': 1, 'output': 2}]}}} | 1 | needs \"from\"",
                "{'models': {'m': {'input': 1, 'output': 2, 'aliases': 'x'}}} | 1 | array of names",
                "{'date': 'today'} | 1 | is not a date",
                "{'models': {'m': {'input': 1, 'output': 2},~'m': {'input': 1, 'output': 2}}} | 2 | Duplicate",
                "{'models':~{ | 2 | not valid JSON",
                "{} {} | 1 | text after the end",
                "`` | 1 | one object",
            })
    void load_brokenFile_namesFileLineAndProblem(String json, int line, String problem) throws IOException {
        Path broken = file(json.replace('\'', '"').replace('~', '\n'));
        assertThatThrownBy(() -> Pricing.load(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith(broken + ", line " + line + ": ")
                .contains(problem)
                .doesNotContain("\n");
    }

    @Test
    void load_missingFile_saysSo() {
        Path missing = folder.resolve("none.json");
        assertThatThrownBy(() -> Pricing.load(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> Pricing.load(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder + ": cannot be read");
    }

    @Test
    void standard_takesPropertyThenVariableThenHome() throws IOException {
        Path home = Files.createDirectories(folder.resolve(".traqo"));
        Path inHome = Files.writeString(home.resolve("pricing.json"), one("in-home"));
        String byProperty =
                Files.writeString(folder.resolve("p.json"), one("by-property")).toString();
        String byVariable =
                Files.writeString(folder.resolve("v.json"), one("by-variable")).toString();
        Map<String, String> variable = Map.of("TRAQO_PRICING", byVariable);
        String userHome = folder.toString();

        assertThat(Pricing.configured(Map.of("traqo.pricing", byProperty, "user.home", userHome)::get, variable::get)
                        .knows("by-property"))
                .isTrue();
        Pricing second = Pricing.configured(Map.of("user.home", userHome)::get, variable::get);
        assertThat(second.knows("by-variable")).isTrue();
        assertThat(second.knows("in-home")).isFalse();
        assertThat(Pricing.configured(Map.of("user.home", userHome)::get, name -> null)
                        .knows("in-home"))
                .isTrue();
        Files.delete(inHome);
        assertThat(Pricing.configured(Map.of("user.home", userHome)::get, name -> null))
                .isSameAs(Pricing.bundled());
    }

    private static String one(String model) {
        return "{\"models\": {\"" + model + "\": {\"input\": 1, \"output\": 2}}}";
    }

    @Test
    void standard_brokenOwnFile_isLoggedAndLeftOut() throws IOException {
        String broken = file("{\n\"models\": 3}").toString();
        List<String> messages = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord event) {
                messages.add(event.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.traqo");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            assertThat(Pricing.configured(Map.of("traqo.pricing", broken)::get, name -> null))
                    .isSameAs(Pricing.bundled());
            assertThat(Pricing.configured(Map.of("traqo.pricing", "\0")::get, name -> null))
                    .isSameAs(Pricing.bundled());
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(messages).hasSize(2);
        assertThat(messages.get(0)).contains(broken + ", line 2: ");
    }

    @Test
    void standard_isOneTable() {
        assertThat(Pricing.standard()).isSameAs(Pricing.standard());
        assertThat(Pricing.standard().knows("gpt-4o")).isTrue();
    }

    @Test
    void cost_ofMoreNamesThanAreRemembered_isRight() {
        for (int i = 0; i < 3000; i++) {
            assertThat(pricing.knows("unknown-" + i)).isFalse();
            assertThat(pricing.knows("ft:gpt-4o-2024-08-06:org::" + i)).isTrue();
        }
    }

    @Test
    void cost_fromManyThreads_isTheSame() throws Exception {
        TokenUsage usage = TokenUsage.of(1000, 500).withCacheRead(800);
        Callable<Double> sum = () -> {
            double total = 0;
            for (int i = 0; i < 2000; i++) {
                total += Pricing.standard()
                        .cost("us.anthropic.claude-sonnet-4-5-20250929-v1:0", usage, DAY)
                        .orElseThrow();
            }
            return total;
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            double expected = sum.call();
            for (Future<Double> result : threads.invokeAll(Collections.nCopies(16, sum))) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
