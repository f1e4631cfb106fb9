package dev.traqo.examples.support;

import dev.traqo.Kind;
import dev.traqo.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks of what a customer writes and of what the agent answers. */
final class Guardrails {

    private static final Pattern CARD = Pattern.compile("\\b\\d(?:[ -]?\\d){12,18}\\b");
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");
    private static final Pattern INJECTION = Pattern.compile(
            "(?i)ignore (all|your|the|previous|prior)\\b.{0,40}\\binstructions|reveal .{0,40}prompt|you are now ");
    private static final int MOST_CHARACTERS = 4000;

    private final Screening screening;
    private final SecondOpinion secondOpinion;
    private final Tone tone;

    Guardrails(Screening screening, SecondOpinion secondOpinion, Tone tone) {
        this.screening = screening;
        this.secondOpinion = secondOpinion;
        this.tone = tone;
    }

    /**
     * What was found in a message.
     *
     * @param allowed false if the agent should not see the message at all
     * @param topics what it is about; empty if nobody needed to know
     */
    record Message(boolean allowed, List<String> findings, String topics, String text) {}

    /**
     * What was found in a reply.
     *
     * @param unsupported numbers of the reply that no source contains
     * @param opinion another model's
     */
    record Reply(boolean grounded, int numbers, List<String> unsupported, String opinion) {}

    /** Takes card numbers out of a message and stops attempts to give the agent new instructions. */
    Message checkMessage(String message) throws LlmException {
        return Tracer.current()
                .span("check message")
                .kind(Kind.GUARDRAIL)
                .input(message)
                .call(span -> {
                    List<String> findings = new ArrayList<>();
                    String text = CARD.matcher(message).replaceAll(match -> {
                        if (!isCardNumber(match.group())) {
                            return Matcher.quoteReplacement(match.group());
                        }
                        findings.add("card number");
                        return "(card number)";
                    });
                    boolean tooLong = text.length() > MOST_CHARACTERS;
                    boolean injection = INJECTION.matcher(text).find();
                    if (tooLong) {
                        findings.add("too long");
                    }
                    if (injection) {
                        findings.add("instructions to the agent");
                    }
                    if (tooLong || injection) {
                        return new Message(false, findings, "", text);
                    }
                    String topics = screening.topics(text);
                    boolean attack = topics.contains(Screening.ATTACK);
                    if (attack) {
                        findings.add("instructions to the agent");
                    }
                    return new Message(!attack, findings, topics, text);
                });
    }

    /**
     * Looks for numbers that the model made up (an amount, a date, a period that nothing it was told contains), and asks
     * another model about the rest.
     */
    Reply checkReply(String reply, List<String> sources) throws LlmException {
        return Tracer.current()
                .span("check reply")
                .kind(Kind.GUARDRAIL)
                .input(reply)
                .call(span -> {
                    Set<String> stated = numbers(reply);
                    List<String> unsupported = unsupported(stated, sources);
                    String opinion = secondOpinion.of(reply, sources);
                    boolean grounded = unsupported.isEmpty()
                            && opinion.toLowerCase(Locale.ROOT).startsWith(SecondOpinion.GROUNDED);
                    if (!grounded) {
                        span.tags("needs-review");
                    }
                    return new Reply(grounded, stated.size(), unsupported, opinion);
                });
    }

    /** How the reply sounds. */
    String checkTone(String reply) throws LlmException {
        return Tracer.current()
                .span("check tone")
                .kind(Kind.GUARDRAIL)
                .input(reply)
                .call(span -> tone.of(reply));
    }

    private static List<String> unsupported(Set<String> stated, List<String> sources) {
        Set<String> known = numbers(String.join(" ", sources));
        return stated.stream()
                .filter(number -> !known.contains(number))
                .sorted()
                .toList();
    }

    /** 05, 5 and 5.00 are the same number. */
    private static Set<String> numbers(String text) {
        return NUMBER.matcher(text)
                .results()
                .map(match -> match.group().replaceFirst("^0+(?=\\d)", "").replaceFirst("\\.0+$", ""))
                .collect(Collectors.toSet());
    }

    /** The Luhn check, which tells card numbers from other long numbers. */
    private static boolean isCardNumber(String text) {
        String digits = text.replaceAll("\\D", "");
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = digit * 2;
            sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
