package dev.traqo.read;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A trace file made at random from a seed: as our writer writes it, or as anybody might, with what breaks on the way. */
final class RandomTrace {

    private final Random random;
    private final boolean ordered;
    private final boolean broken;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> ids = new ArrayList<>();
    private final Set<String> used = new HashSet<>();
    private final List<String[]> open = new ArrayList<>();
    private long micros = 1_795_343_069_000_000L;

    /**
     * @param ordered whether the file promises the key order of format 1
     * @param broken whether lines, ids and values are damaged now and then
     */
    RandomTrace(long seed, boolean ordered, boolean broken) {
        this.random = new Random(seed);
        this.ordered = ordered;
        this.broken = broken;
    }

    byte[] bytes(int lines) {
        if (broken && random.nextInt(8) == 0) {
            out.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        }
        if (ordered || random.nextInt(5) > 0) {
            traceStart();
        }
        for (int i = 0; i < lines; i++) {
            line();
        }
        if (random.nextBoolean()) {
            write("{\"type\":\"trace_end\",\"ts\":" + ts() + ",\"status\":\"ok\"}");
        }
        byte[] bytes = out.toByteArray();
        int cut = broken && random.nextInt(3) == 0 ? random.nextInt(Math.min(60, bytes.length)) : 0;
        return Arrays.copyOf(bytes, bytes.length - cut);
    }

    private void line() {
        int what = random.nextInt(100);
        if (what < 42 || open.isEmpty()) {
            spanStart();
        } else if (what < 84) {
            spanEnd(open.remove(random.nextInt(3) == 0 ? random.nextInt(open.size()) : open.size() - 1));
        } else if (what < 92) {
            write(object(
                    "event",
                    List.of(
                            "\"id\":" + quoted(id()),
                            "\"parent_id\":" + parent(),
                            "\"name\":" + name(),
                            "\"ts\":" + ts(),
                            "\"data\":" + payload())));
        } else if (what < 93 && broken) {
            spanEnd(new String[] {id(), "null", "\"late\""});
        } else if (what < 94) {
            if (broken && ordered) {
                String torn = object(
                        "span_start",
                        List.of(
                                "\"id\":" + quoted(id()),
                                "\"parent_id\":null",
                                "\"name\":\"torn\"",
                                "\"ts\":" + ts(),
                                "\"input\":{\"a\":{}}"));
                write(torn.substring(0, torn.length() - 1 - random.nextInt(8)));
            }
            open.clear();
            ids.clear();
            traceStart();
        } else if (broken) {
            String[] odd = {
                "",
                "  \t",
                "null",
                "42",
                "[]",
                "{}",
                "garbage",
                "{\"type\":\"span_start\"}",
                "{\"type\":\"other\",\"id\":\"1\"}",
                "{\"type\":7}",
                "{\"a\":1} {\"b\":2}",
                "\u0000\u0000",
                "{\"type\":\"span_end\",\"id\":12,\"name\":\"x\"}",
                "{\"type\":\"event\"}",
                "{\"type\":\"event\",\"ts\":\"x\",\"parent_id\":5}"
            };
            write(odd[random.nextInt(odd.length)]);
        }
    }

    private void traceStart() {
        String format = ordered ? ",\"format\":1" : "";
        String child = random.nextInt(4) == 0 ? ",\"metadata\":{\"parent_trace\":\"/a/b.jsonl\"}" : "";
        write("{\"type\":\"trace_start\",\"ts\":" + ts() + ",\"name\":" + name() + format + child + "}");
    }

    private void spanStart() {
        String id = id();
        String parent = parent();
        String name = name();
        ids.add(id);
        List<String> fields = new ArrayList<>(
                List.of("\"id\":" + quoted(id), "\"parent_id\":" + parent, "\"name\":" + name, "\"ts\":" + ts()));
        add(fields, random.nextInt(5) == 0 ? thread() : "");
        String kind = kind();
        String metadata = random.nextInt(3) == 0 ? metadata() : "";
        add(fields, kind);
        add(fields, random.nextInt(3) == 0 ? "\"tags\":[\"a\",\"b]\\\"\"]" : "");
        add(fields, metadata);
        add(fields, random.nextInt(4) > 0 ? "\"input\":" + payload() : "");
        open.add(new String[] {id, parent, name, kind, metadata});
        write(object("span_start", fields));
    }

    private void spanEnd(String[] span) {
        List<String> fields = new ArrayList<>(List.of(
                "\"id\":" + quoted(span[0]), "\"parent_id\":" + span[1], "\"name\":" + span[2], "\"ts\":" + ts()));
        String[] durations = {
            "0.812345", "0.0", "3", "12.5", "0.000001", "1e-3", "-5.0", "null", "0.1234567", "123456789.25"
        };
        add(
                fields,
                random.nextInt(10) > 0
                        ? "\"duration_s\":" + durations[random.nextInt(broken ? durations.length : 3)]
                        : "");
        String[] statuses = {"\"ok\"", "\"error\"", "\"interrupted\"", "\"fine\"", "null"};
        add(fields, "\"status\":" + statuses[random.nextInt(broken ? 5 : 3)]);
        if (span.length > 3) {
            add(fields, span[3]);
            add(fields, !span[4].isEmpty() ? span[4] : random.nextBoolean() ? metadata() : "");
        }
        add(fields, random.nextInt(8) == 0 ? "\"error\":{\"type\":\"E\",\"message\":\"no \\u00e9 }{\"}" : "");
        add(fields, random.nextInt(4) > 0 ? "\"output\":" + payload() : "");
        write(object("span_end", fields));
    }

    private static void add(List<String> fields, String field) {
        if (!field.isEmpty()) {
            fields.add(field);
        }
    }

    private String object(String type, List<String> fields) {
        List<String> all = new ArrayList<>(fields);
        all.add(0, "\"type\":\"" + type + "\"");
        if (!ordered && random.nextInt(4) == 0) {
            all.add("\"unknown\":" + payload());
            all.add("\"\\u0069gnored\":1");
            Collections.shuffle(all, random);
        }
        boolean spaced = !ordered && random.nextBoolean() || ordered && random.nextInt(40) == 0;
        String text = "{" + String.join(spaced ? ", " : ",", all) + "}";
        if (spaced) {
            text = text.replace("\":", "\": ");
        }
        if (!ordered && random.nextInt(20) == 0) {
            text = " " + text.replaceFirst("\\{", "{\t ").replaceFirst(",", " , ") + "\t ";
        }
        return text;
    }

    /** Format 1 promises that ends repeat the metadata of their start, which a reused id would break. */
    private String id() {
        String id = anyId();
        return ordered && !used.add(id) ? id + used.size() : id;
    }

    private String anyId() {
        if (broken && !ordered && !ids.isEmpty() && random.nextInt(25) == 0) {
            return ids.get(random.nextInt(ids.size()));
        }
        return switch (random.nextInt(8)) {
            case 0 -> String.format("%012x", random.nextLong() & 0xFFFFFFFFFFFFL);
            case 1 ->
                broken
                        ? List.of(
                                        "x",
                                        "é-" + random.nextInt(50),
                                        "ABCDEF0123456789",
                                        "",
                                        "0123456789abcdef0",
                                        "span \\\" " + random.nextInt(9),
                                        "12345678901g",
                                        "000000000000",
                                        "0000000000000000")
                                .get(random.nextInt(9))
                        : String.format("%016x", random.nextLong());
            default -> String.format("%016x", random.nextLong());
        };
    }

    private String parent() {
        int what = random.nextInt(20);
        if (what < 3 || ids.isEmpty()) {
            return "null";
        }
        if (what == 3) {
            return quoted(id());
        }
        if (what < 8) {
            return quoted(ids.get(random.nextInt(ids.size())));
        }
        return open.isEmpty() ? "null" : quoted(open.get(open.size() - 1)[0]);
    }

    private String name() {
        List<String> names = List.of(
                "\"classify\"",
                "\"\"",
                "\"a\\nb\"",
                "\"caf\u00e9\"",
                "\"caf\\u00e9\"",
                "\"\ud83d\ude00 and more than sixteen\"",
                "\"\\ud83d\\ude00 and more than sixteen\"",
                "\"exactly8\"",
                "\"exactly 16 chars\"",
                "\"a longer name that has over sixteen characters\"",
                "\"a longer name which has over sixteen characters\"",
                "\"\\\\ \\\" \\/\"",
                "null",
                "5",
                "\"lone \\ud83d\"");
        return names.get(random.nextInt(broken ? names.size() : 8));
    }

    private String thread() {
        List<String> threads = List.of("\"pool-1-thread-3\"", "\"\"", "\"a \\\" b\"", "null", "7", "[\"x\"]");
        return "\"thread\":" + threads.get(random.nextInt(broken ? threads.size() : 3));
    }

    private String kind() {
        List<String> kinds = List.of(
                "",
                "\"kind\":\"llm\"",
                "\"kind\":\"tool\"",
                "\"kind\":\"embedding\"",
                "\"kind\":\"\\u006clm\"",
                "\"kind\":null");
        return kinds.get(random.nextInt(kinds.size()));
    }

    private String ts() {
        micros += random.nextInt(40_000_000);
        String text = TraceEvent.instant(micros).toString();
        String six = text.length() == 27
                ? text
                : TraceEvent.instant(micros / 1_000_000 * 1_000_000 + 123_456).toString();
        return switch (broken || !ordered ? random.nextInt(14) : 0) {
            case 0 -> "\"" + text + "\"";
            case 1 -> "\"" + six.replace("Z", "+00:00") + "\"";
            case 2 -> "\"" + six.replace("Z", "+02:00") + "\"";
            case 3 -> "\"" + six.substring(0, 19) + "+00:00\"";
            case 4 -> broken ? "\"yesterday\"" : "\"" + six + "\"";
            case 5 -> broken ? "null" : "\"" + six + "\"";
            case 6 -> broken ? "\"" + six.substring(0, 17) + "61" + six.substring(19) + "\"" : "\"" + six + "\"";
            default -> "\"" + six + "\"";
        };
    }

    private String metadata() {
        List<String> fields = new ArrayList<>();
        add(
                fields,
                random.nextInt(4) > 0
                        ? "\"model\":"
                                + List.of("\"gpt-4o\"", "\"claude-sonnet\"", "7", "\"m\\u0061x\"")
                                        .get(random.nextInt(4))
                        : "");
        add(fields, random.nextBoolean() ? "\"provider\":\"openai\"" : "");
        add(fields, random.nextInt(3) > 0 ? "\"token_usage\":" + usage() : "");
        add(
                fields,
                random.nextInt(3) == 0
                        ? "\"time_to_first_token_s\":"
                                + List.of("0.25", "1", "1e-2", "null", "\"x\"").get(random.nextInt(5))
                        : "");
        add(fields, random.nextInt(4) == 0 ? "\"extra\":" + payload() : "");
        return "\"metadata\":{" + String.join(",", fields) + "}";
    }

    private String usage() {
        List<String> fields = new ArrayList<>();
        for (String key : List.of(
                "input_tokens",
                "output_tokens",
                "cache_read_tokens",
                "cache_creation_tokens",
                "cache_creation_1h_tokens",
                "reasoning_tokens",
                "other_tokens",
                "cache_xxxx_tokens")) {
            String[] counts = {"0", "17", "127", "128", "1200", "9007199254740993", "-4", "2.0", "null", "1e3"};
            add(
                    fields,
                    random.nextBoolean()
                            ? "\"" + key + "\":" + counts[random.nextInt(broken ? counts.length : 6)]
                            : "");
        }
        String[] costs = {"0.0041", "0", "12", "1e-07", "-1", "null", "0.12345678901234567", "NaN"};
        add(fields, random.nextInt(3) == 0 ? "\"cost\":" + costs[random.nextInt(broken ? costs.length : 4)] : "");
        return random.nextInt(20) == 0 ? "[1]" : "{" + String.join(",", fields) + "}";
    }

    private String payload() {
        List<String> values = List.of(
                "0",
                "false",
                "true",
                "null",
                "\"\"",
                "[]",
                "{}",
                "-1.5e+3",
                "[[[]],{\"a\":[{}]}]",
                "{\"text\":\"a \\\"quoted\\\" }{ text\",\"type\":\"span_end\",\"id\":\"x\"}",
                "\"" + "long \ud83d\ude00 ".repeat(random.nextInt(30)) + "\"",
                "{\"deep\":" + "[".repeat(70) + "]".repeat(70) + "}",
                "NaN",
                "[Infinity,-Infinity]");
        return values.get(random.nextInt(ordered ? values.size() - 2 : values.size()));
    }

    private static String quoted(String id) {
        return "\"" + id + "\"";
    }

    private void write(String line) {
        out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        if (broken && random.nextInt(20) == 0) {
            out.write('\r');
        }
        out.write('\n');
    }
}
