package dev.traqo.examples.support;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import dev.traqo.testkit.LlmRequest;
import dev.traqo.testkit.Reply;
import dev.traqo.testkit.ToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a language model, so that the demo needs no network and no key: it decides from the conversation which
 * tool comes next, and writes its answers out of the articles and tool results that it was sent. The same request always
 * gets the same answer.
 */
final class ScriptedModel {

    private static final Pattern ORDER = Pattern.compile("\\bLK-\\d+\\b");
    private static final Pattern DATES = Pattern.compile("delivered (\\S+), registered (\\S*)\\.");
    private static final Pattern CUSTOMER = Pattern.compile("Customer: ([^.]+)\\.");
    private static final Pattern BILLING_WORDS = Pattern.compile("(?i)subscri|refund|cancel|invoice|charge|get back");
    private static final int SMALLEST_CACHED = 512;
    private static final int CACHE_BLOCK = 128;

    /** What has been said so far, with the results of the tools by the name of the tool. */
    private record Conversation(String instructions, String task, Map<String, @Nullable Object> results) {

        static Conversation of(LlmRequest request) {
            String instructions = "";
            String task = "";
            Map<String, String> toolOfCall = new HashMap<>();
            Map<String, @Nullable Object> results = new HashMap<>();
            for (Map<String, @Nullable Object> message : request.messages()) {
                String content = Values.text(message, "content");
                switch (Values.text(message, "role")) {
                    case "system" -> instructions = content;
                    case "user" -> task = content;
                    case "tool" ->
                        results.put(
                                toolOfCall.getOrDefault(Values.text(message, "tool_call_id"), ""), Json.parse(content));
                    default ->
                        Values.maps(message.get("tool_calls"))
                                .forEach(call -> toolOfCall.put(
                                        Values.text(call, "id"), Values.text(Values.map(call, "function"), "name")));
                }
            }
            return new Conversation(instructions, task, results);
        }

        boolean lacks(String tool) {
            return !results.containsKey(tool);
        }

        String result(String tool, String field) {
            return Values.text(Values.map(results, tool), field);
        }

        List<Map<String, @Nullable Object>> list(String tool) {
            return Values.maps(results.get(tool));
        }
    }

    /** What the model says next. */
    private record Said(String text, List<ToolCall> calls) {

        static Said text(String text) {
            return new Said(text, List.of());
        }

        static Said call(String tool, Map<String, Object> arguments) {
            return new Said("", List.of()).andCall(tool, arguments);
        }

        Said andCall(String tool, Map<String, Object> arguments) {
            List<ToolCall> all = new ArrayList<>(calls);
            String json = Json.write(arguments);
            all.add(new ToolCall(String.format(Locale.ROOT, "call_%08x", (tool + json).hashCode()), tool, json));
            return new Said(text, all);
        }
    }

    /** The answer to a request of any vendor, at the pace of a fast model. */
    Reply answer(LlmRequest request) {
        String asked = request.text();
        if (asked.startsWith(Prompts.SCREENING)) {
            return word(topics(request.lastText()));
        }
        if (asked.startsWith(Prompts.SECOND_OPINION)) {
            return word(SecondOpinion.GROUNDED);
        }
        return asked.startsWith(Prompts.TONE) ? word(Tone.FRIENDLY) : agent(request);
    }

    private static Reply word(String word) {
        return Reply.text(word).withFirstChunkDelay(Duration.ofMillis(60));
    }

    private static String topics(String message) {
        List<String> topics = new ArrayList<>();
        for (String sentence : sentences(message)) {
            String topic = BILLING_WORDS.matcher(sentence).find() ? "billing" : "repair";
            if (!topics.contains(topic)) {
                topics.add(topic);
            }
        }
        return String.join(", ", topics);
    }

    private static Reply agent(LlmRequest request) {
        Conversation conversation = Conversation.of(request);
        Said said = switch (conversation.instructions) {
            case Prompts.REPAIRS -> repairs(conversation);
            case Prompts.BILLING -> billing(conversation);
            default -> frontDesk(conversation);
        };
        Reply reply = Reply.text(said.text);
        for (ToolCall call : said.calls) {
            reply = reply.withChunkSize(24).withToolCall(call);
        }
        int firstToken = 40 + Math.floorMod(conversation.task.hashCode() + conversation.results.size(), 60);
        return reply.withUsage(usage(request, said))
                .withFirstChunkDelay(Duration.ofMillis(firstToken))
                .withChunkDelay(Duration.ofMillis(5));
    }

    private static Said frontDesk(Conversation conversation) {
        if (conversation.lacks("look_up_order")) {
            Matcher order = ORDER.matcher(conversation.task);
            return order.find()
                    ? Said.call("look_up_order", Map.of("order_id", order.group()))
                    : Said.text("Thank you for your message. Please tell us the number of your order (LK-…).");
        }
        String customer = conversation.result("look_up_order", "customer");
        if (customer.isEmpty()) {
            return Said.text("Thank you for your message. We cannot find that order; please check its number.");
        }
        if (conversation.lacks("ask_specialists")) {
            return Said.call("ask_specialists", Map.of("questions", questions(conversation, customer)));
        }
        List<String> paragraphs = new ArrayList<>();
        paragraphs.add("Dear " + customer + ",");
        conversation.list("ask_specialists").forEach(answer -> paragraphs.add(Values.text(answer, "answer")));
        paragraphs.add("Kind regards,\nLarkspur");
        return Said.text(String.join("\n\n", paragraphs));
    }

    /** Each sentence of the message goes to whom it concerns, with the facts of the order. */
    private static List<Map<String, Object>> questions(Conversation conversation, String customer) {
        Map<String, List<String>> sentences = new TreeMap<>(Comparator.reverseOrder());
        for (String sentence : sentences(conversation.task)) {
            String specialist = BILLING_WORDS.matcher(sentence).find() ? "billing" : "repairs";
            sentences.computeIfAbsent(specialist, name -> new ArrayList<>()).add(sentence);
        }
        String facts = String.format(
                "Customer: %s. Machine: %s, delivered %s, registered %s.",
                customer,
                conversation.result("look_up_order", "machine"),
                conversation.result("look_up_order", "delivered_on"),
                conversation.result("look_up_order", "registered_on"));
        List<Map<String, Object>> questions = new ArrayList<>();
        sentences.forEach((specialist, asked) -> questions.add(
                Tool.ordered("specialist", specialist, "question", String.join(" ", asked) + "\n" + facts)));
        return questions;
    }

    private static Said repairs(Conversation conversation) {
        if (conversation.lacks("search_help_center")) {
            return Said.call("search_help_center", Map.of("query", question(conversation)));
        }
        Matcher dates = DATES.matcher(conversation.task);
        if (conversation.lacks("check_warranty") && dates.find()) {
            return Said.call(
                    "check_warranty", Tool.ordered("delivered_on", dates.group(1), "registered_on", dates.group(2)));
        }
        String until = conversation.result("check_warranty", "covered_until");
        String warranty = conversation.result("check_warranty", "covered").equals("true")
                ? "Your machine is under warranty until " + until + ", so the repair costs you nothing."
                : "The warranty ended on " + until + ", so the repair is not free of charge.";
        return Said.text(opening(conversation, 0, 3) + " " + warranty);
    }

    private static Said billing(Conversation conversation) {
        Matcher customer = CUSTOMER.matcher(conversation.task);
        if (conversation.lacks("search_help_center") && customer.find()) {
            return Said.call("search_help_center", Map.of("query", question(conversation)))
                    .andCall("look_up_subscription", Map.of("customer", customer.group(1)));
        }
        String price = conversation.result("look_up_subscription", "price_usd");
        String from = conversation.result("look_up_subscription", "quarter_from");
        String to = conversation.result("look_up_subscription", "quarter_to");
        if (conversation.lacks("prorate_refund") && !price.isEmpty()) {
            return Said.call(
                    "prorate_refund",
                    Tool.ordered(
                            "price_usd", price,
                            "quarter_from", from,
                            "quarter_to", to,
                            "cancelled_on", SupportAgent.TODAY.toString()));
        }
        String refund = String.format(
                "Your quarter from %s to %s was paid with $%s; %s of its %s days are left, so you get $%s back.",
                from,
                to,
                price,
                conversation.result("prorate_refund", "days_left"),
                conversation.result("prorate_refund", "days_in_quarter"),
                conversation.result("prorate_refund", "refund_usd"));
        return Said.text(opening(conversation, "subscription/cancel", 1) + " " + refund + " "
                + opening(conversation, "billing/refund-times", 2));
    }

    private static String question(Conversation conversation) {
        return conversation.task.lines().findFirst().orElse("");
    }

    /** The first sentences of the article that was found, whatever its rank; of the best one if it was not. */
    private static String opening(Conversation conversation, String article, int sentences) {
        List<Map<String, @Nullable Object>> found = conversation.list("search_help_center");
        int rank = 0;
        for (int i = 0; i < found.size(); i++) {
            if (Values.text(found.get(i), "id").equals(article)) {
                rank = i;
            }
        }
        return opening(conversation, rank, sentences);
    }

    private static String opening(Conversation conversation, int rank, int sentences) {
        List<Map<String, @Nullable Object>> found = conversation.list("search_help_center");
        return rank >= found.size()
                ? "The help center has nothing about this."
                : sentences(Values.text(found.get(rank), "text")).stream()
                        .limit(sentences)
                        .collect(Collectors.joining(" "));
    }

    private static List<String> sentences(String text) {
        return List.of(text.split("(?<=[.?!])\\s+", -1));
    }

    /** A quarter of the characters; what was sent before comes out of the cache once it is long enough. */
    private static TokenUsage usage(LlmRequest request, Said said) {
        List<Map<String, @Nullable Object>> messages = request.messages();
        int sentBefore = 0;
        for (int i = 0; i < messages.size(); i++) {
            if (Values.text(messages.get(i), "role").equals("assistant")) {
                sentBefore = i;
            }
        }
        long cached = sentBefore == 0 ? 0 : tokens(request, sentBefore);
        long output = said.text.length();
        for (ToolCall call : said.calls) {
            output += call.name().length() + call.arguments().length();
        }
        return TokenUsage.of(tokens(request, messages.size()), (output + 3) / 4)
                .withCacheRead(cached < SMALLEST_CACHED ? 0 : cached / CACHE_BLOCK * CACHE_BLOCK);
    }

    private static long tokens(LlmRequest request, int messages) {
        return (Json.write(request.tools()).length()
                        + Json.write(request.messages().subList(0, messages)).length()
                        + 3L)
                / 4;
    }
}
