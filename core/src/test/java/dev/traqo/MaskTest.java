package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MaskTest {

    private static final String SECRET = "TOP-SECRET";

    @TempDir
    Path folder;

    private record Person(String name, List<Map<String, Object>> messages) {}

    public static class Bean {
        public String getField() {
            return "bean " + SECRET;
        }
    }

    /** A trace that has the secret everywhere the application can put text. */
    private Lines everywhere(Mask mask) {
        Path file = folder.resolve("run.jsonl");
        Exception failure = new IOException("failed: " + SECRET, new IllegalStateException("cause " + SECRET));
        try (Tracer tracer = Tracer.builder(file)
                .name("trace " + SECRET)
                .input(Map.of("deep", List.of(Map.of("list", List.of(SECRET)))))
                .metadata("meta", SECRET)
                .metadata("key " + SECRET, 1)
                .tags("tag " + SECRET)
                .threadId("thread " + SECRET)
                .release("release " + SECRET)
                .mask(mask)
                .open()) {
            catchThrowable(() -> tracer.span("span " + SECRET)
                    .kind("kind " + SECRET)
                    .tags(SECRET)
                    .input(new Person(SECRET, List.of(Map.of("content", "I say " + SECRET, SECRET, SECRET))))
                    .metadata("model", SECRET)
                    .call(span -> {
                        span.output(new Bean());
                        span.metadata("nested", Map.of("token_usage", Map.of("secret", SECRET), "child_file", SECRET));
                        span.tokenUsage(TokenUsage.of(4711, 12).withCost(0.5));
                        throw failure;
                    }));
            tracer.log("event " + SECRET, SECRET);
            tracer.log("data", Map.of("id", SECRET, "type", SECRET, "stats", SECRET, "parent", Map.of("a", SECRET)));
            tracer.log("usage", Map.of("token_usage", Map.of("input_tokens", SECRET), "child_file", SECRET));
            tracer.child("child " + SECRET, folder.resolve("child.jsonl")).run(child -> {});
            tracer.output("out " + SECRET).error(failure);
        }
        return Lines.of(file);
    }

    @Test
    void mask_reachesEverythingTheApplicationGives() throws IOException {
        Lines lines = everywhere(Mask.pattern(Pattern.compile(SECRET)));

        assertThat(Files.readString(folder.resolve("run.jsonl"))).doesNotContain(SECRET);
        assertThat(Files.readString(folder.resolve("child.jsonl"))).doesNotContain(SECRET);
        assertThat(lines.end("span ***").get("error").get("message").asString()).isEqualTo("failed: ***");
        assertThat(lines.end("span ***").get("error").get("traceback").asString())
                .contains("cause ***");
        assertThat(lines.end("span ***").get("output").get("field").asString()).isEqualTo("bean ***");
        assertThat(lines.start("span ***")
                        .get("input")
                        .get("messages")
                        .get(0)
                        .get("***")
                        .asString())
                .isEqualTo("***");
        assertThat(lines.last().get("children").get(0).get("name").asString()).isEqualTo("child ***");
        assertThat(lines.get(0).get("metadata").get("key ***").asInt()).isEqualTo(1);
    }

    @Test
    void mask_secretInTokenUsageThatIsNone() throws IOException {
        Path file = folder.resolve("run.jsonl");
        try (Tracer tracer =
                Tracer.builder(file).mask(Mask.pattern(Pattern.compile(SECRET))).open()) {
            tracer.span("s")
                    .metadata("token_usage", Map.of("note", SECRET, SECRET, 1))
                    .run(span -> {});
        }

        assertThat(Files.readString(file)).doesNotContain(SECRET).contains("\"token_usage\":{");
    }

    /** Hides every text and number that it is shown. */
    private static final Mask EVERYTHING = (field, text) -> "#";

    @Test
    void mask_structureStays() {
        Lines lines = everywhere(EVERYTHING);

        assertThat(lines.story())
                .containsExactly(
                        "trace_start #",
                        "span_start #",
                        "span_end #",
                        "event #",
                        "event #",
                        "event #",
                        "event child_started",
                        "event child_ended",
                        "trace_end");
        JsonNode end = lines.end("#");
        assertThat(end.get("id")).isEqualTo(lines.start("#").get("id"));
        assertThat(end.get("status").asString()).isEqualTo("error");
        assertThat(end.get("metadata").get("token_usage").toString())
                .isEqualTo("{\"input_tokens\":4711,\"output_tokens\":12,\"cost\":0.5}");
        assertThat(end.get("error").propertyNames()).containsExactly("type", "message", "traceback");
        JsonNode last = lines.last();
        assertThat(last.get("stats").get("total_input_tokens").asInt()).isEqualTo(4711);
        assertThat(last.get("children").get(0).get("file").asString()).isEqualTo("child.jsonl");
        assertThat(last.get("children").get(0).get("name").asString()).isEqualTo("#");
        JsonNode ended = lines.event("child_ended").get("data");
        assertThat(ended.get("child_file").asString()).isEqualTo("child.jsonl");
        assertThat(ended.get("child_name").asString()).isEqualTo("#");
        assertThat(ended.get("status").asString()).isEqualTo("ok");
        assertThat(ended.get("total_cost").asDouble()).isZero();
        assertThat(Lines.of(folder.resolve("child.jsonl"))
                        .get(0)
                        .get("parent")
                        .get("file")
                        .asString())
                .isEqualTo("run.jsonl");
    }

    @Test
    void mask_seesFieldsAndNumbers() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Path file = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(file)
                .mask((field, text) -> {
                    seen.add(field + "=" + text);
                    return text.equals("4242") ? "card" : text;
                })
                .open()) {
            tracer.span("pay")
                    .tags("t")
                    .input(Map.of("card", 4242, "list", List.of(-1.5, true), "text", "a\"\\\n\u0001é😀"))
                    .run(span -> span.error(new IOException("m")));
        }

        assertThat(seen)
                .contains(
                        "name=pay",
                        "tags=t",
                        "card=4242",
                        "list=-1.5",
                        "=card",
                        "=list",
                        "text=a\"\\\n\u0001é😀",
                        "type=java.io.IOException",
                        "message=m")
                .noneMatch(
                        s -> s.startsWith("ts=") || s.startsWith("id=") || s.startsWith("pid=") || s.equals("=error"));
        JsonNode input = Lines.of(file).start("pay").get("input");
        assertThat(input.get("card").asString()).isEqualTo("card");
        assertThat(input.get("list").toString()).isEqualTo("[-1.5,true]");
        assertThat(input.get("text").asString()).isEqualTo("a\"\\\n\u0001é😀");
    }

    @Test
    void mask_keysThatLookTheSameAfterwardsStayApart() {
        Path file = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(file)
                .mask((field, text) -> text.contains("@") ? null : text)
                .open()) {
            tracer.log("by user", new TreeMap<>(Map.of("a@x", 1, "b@x", 2, "c@x", 3, "d", 4)));
        }

        assertThat(Lines.of(file).event("by user").get("data").toString())
                .isEqualTo("{\"<masked>\":1,\"<masked>-2\":2,\"<masked>-3\":3,\"d\":4}");
    }

    @Test
    void mask_thatKeepsEverythingChangesNothing() {
        Lines kept = everywhere((field, text) -> text);

        assertThat(kept.end("span " + SECRET).get("output").get("field").asString())
                .isEqualTo("bean " + SECRET);
        assertThat(kept.last().get("stats").get("spans").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "error", "null"})
    void mask_failsClosedAndKeepsTheEvent(String how) throws IOException {
        try (Warnings warnings = new Warnings()) {
            Lines lines = everywhere((field, text) -> {
                if (text.contains(SECRET)) {
                    switch (how) {
                        case "throws" -> throw new IllegalStateException(text);
                        case "error" -> throw new AssertionError(text);
                        default -> {
                            return null;
                        }
                    }
                }
                return text;
            });

            assertThat(Files.readString(folder.resolve("run.jsonl"))).doesNotContain(SECRET);
            assertThat(lines.ofType("span_end")).hasSize(1);
            assertThat(lines.start("<masked>").get("input").get("name").asString())
                    .isEqualTo("<masked>");
            assertThat(lines.event("usage").get("data").size()).isEqualTo(2);
            assertThat(warnings.messages()).hasSizeLessThanOrEqualTo(1).noneMatch(m -> m.contains(SECRET));
        }
    }

    @Test
    void mask_neverTouchesTheApplicationsObjects() {
        Map<String, Object> mine = new TreeMap<>(Map.of("password", "hunter2", "list", new ArrayList<>(List.of("x"))));
        try (Tracer tracer = Tracer.builder(folder.resolve("run.jsonl"))
                .mask(EVERYTHING)
                .input(mine)
                .open()) {
            Map<String, Object> result = tracer.span("s").input(mine).call(span -> mine);
            assertThat(result).isSameAs(mine);
        }

        assertThat(mine).isEqualTo(Map.of("password", "hunter2", "list", List.of("x")));
    }

    @Test
    void mask_isInheritedByChildrenAndSeenByBackends() {
        List<String> events = new ArrayList<>();
        Backend backend = new Backend() {
            @Override
            public void onEvent(String traceId, String line) {
                events.add(line);
            }
        };
        try (Tracer tracer = Tracer.builder(folder.resolve("run.jsonl"))
                .mask(Mask.fields("ssn"))
                .backends(backend)
                .open()) {
            tracer.child("c", folder.resolve("child.jsonl"))
                    .run(child -> child.log("e", Map.of("SSN", "078-05-1120", "other", "kept")));
        }

        assertThat(Lines.of(folder.resolve("child.jsonl")).event("e").get("data"))
                .isEqualTo(Lines.parse("{\"SSN\":\"***\",\"other\":\"kept\"}"));
        assertThat(events)
                .isNotEmpty()
                .noneMatch(line -> line.contains("078-05"))
                .noneMatch(l -> l.contains("\n"));
    }

    @Test
    void and_appliesOneAfterTheOther() {
        Mask mask = Mask.pattern(Pattern.compile("a+")).and(Mask.pattern(Pattern.compile("\\*b")));

        assertThat(mask.mask("f", "aab")).isEqualTo("*****");
        assertThat(((Mask) (field, text) -> null).and((field, text) -> "back").mask("f", "x"))
                .isNull();
    }

    @Test
    void fields_whateverTheirCaseAndHowever() {
        Mask mask = Mask.fields("api_key", "Password");

        for (String field : List.of("apiKey", "API-KEY", "api_key", "password", "PASSWORD")) {
            assertThat(mask.mask(field, "v")).isEqualTo("***");
        }
        for (String field : List.of("key", "passwords", "", "api")) {
            assertThat(mask.mask(field, "v")).isEqualTo("v");
        }
    }

    @Test
    void secrets_numbersUnderSecretFieldsAndNestedValues() {
        Path file = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(file).mask(Mask.secrets()).open()) {
            tracer.span("s")
                    .input(Map.of("password", 123456, "headers", Map.of("Authorization", "x", "Accept", "json")))
                    .run(span -> span.tokenUsage(TokenUsage.of(1, 2)));
        }

        Lines lines = Lines.of(file);
        assertThat(lines.start("s").get("input"))
                .isEqualTo(Lines.parse(
                        "{\"password\":\"***\",\"headers\":{\"Authorization\":\"***\",\"Accept\":\"json\"}}"));
        assertThat(lines.end("s")
                        .get("metadata")
                        .get("token_usage")
                        .get("input_tokens")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key sk-proj-abcdefghijklmnop1234 end | key *** end",
                "sk-ant-api03-AAAAAAAAAAAAAAAAAAAA | ***",
                "rk_live_abcdefghijkl | ***",
                "AIzaSyA1234567890abcdefghijklmnopqrstuvw | ***",
                "ya29.a0AfH6SMBabcdefghijklmnop | ***",
                "id AKIAIOSFODNN7EXAMPLE, | id ***,",
                "ghp_abcdefghijklmnopqrstuvwxyz0123456789 | ***",
                "github_pat_abcdefghijklmnopqrstuvwxyz_0123456789 | ***",
                "glpat-abcdefghijklmnopqrst | ***",
                "xoxb-1234567890-abcdef | ***",
                "hf_abcdefghijklmnopqrstuv | ***",
                "npm_abcdefghijklmnopqrstuvwxyz0123456789 | ***",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl | ***",
                "Authorization: Bearer abcdef.123456789 | Authorization: Bearer ***",
                "Basic dXNlcjpwYXNzd29yZA== | Basic ***",
                "postgres://user:hunter2@db.example/app | postgres://user:***@db.example/app",
                "-----BEGIN RSA PRIVATE KEY-----MIIEpAIBAAKCAQEA-----END RSA PRIVATE KEY----- | ***",
            })
    void secrets_areHidden(String text, String hidden) {
        assertThat(Mask.secrets().mask("content", text)).isEqualTo(hidden);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The task-force asked about disk-usage-of-the-cluster.",
                "https://user.example:8080/path?x=1",
                "mail me at ada@example.org: thanks",
                "Bearer of bad news",
                "basic knowledge",
                "sk-short",
                "the token was 12",
                "AKIA is a prefix",
                "risk-of-something-long-enough-to-match",
                "eyJ is how JSON begins",
                "2026-11-22T10:24:29.028902Z",
                "00f067aa0ba902b7",
            })
    void secrets_ordinaryTextStays(String text) {
        assertThat(Mask.secrets().mask("content", text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "client_secret", "X-Api-Key", "accessToken", "Set-Cookie", "credentials"})
    void secrets_fieldsNamedLikeSecrets(String field) {
        assertThat(Mask.secrets().mask(field, "anything")).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens", "input_tokens", "max_tokens", "key", "tokenizer", "author", "name"})
    void secrets_fieldsThatOnlySoundLikeThem(String field) {
        assertThat(Mask.secrets().mask(field, "anything")).isEqualTo("anything");
    }
}
