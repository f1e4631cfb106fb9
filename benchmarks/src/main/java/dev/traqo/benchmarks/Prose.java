package dev.traqo.benchmarks;

import java.util.Random;

/** Text that compresses and escapes as text does, made from a seed. */
final class Prose {

    private static final String[] WORDS = ("the a to of and in is it you that for on with this be are not as at from "
                    + "order refund customer invoice delivery account password return policy days please check status "
                    + "shipping address payment card failed error retry document page answer question model search "
                    + "found three results about how can we help today yesterday because after before until support "
                    + "ticket agent escalated résumé café naïve total amount euro currency discount applied expired "
                    + "subscription renew cancel plan monthly yearly team member invite email received never arrived "
                    + "warehouse tracking number shows still waiting since Monday however although customer's replied")
            .split(" ");

    private Prose() {}

    /** ASCII text of exactly {@code chars} characters with two quotes and one newline. */
    static String quoted(Random random, int chars) {
        StringBuilder text = new StringBuilder(chars + 16);
        while (text.length() < chars) {
            String word = word(random);
            if (word.chars().allMatch(c -> c < 128)) {
                text.append(word).append(' ');
            }
        }
        text.setLength(chars);
        text.setCharAt(chars / 4, '"');
        text.setCharAt(chars / 2, '"');
        text.setCharAt(chars * 3 / 4, '\n');
        return text.toString();
    }

    /** Appends about {@code chars} characters, escaped for a JSON string, now and then with an accent. */
    static void append(StringBuilder to, Random random, int chars) {
        int end = to.length() + chars;
        while (to.length() < end) {
            to.append(word(random)).append(random.nextInt(40) == 0 ? "\\n" : " ");
        }
        to.append("end.");
    }

    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String word(Random random) {
        return WORDS[random.nextInt(WORDS.length)];
    }
}
